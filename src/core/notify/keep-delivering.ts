import type { Layout } from '../files/layout.ts';
import { makeFolder } from '../files/make-folder.ts';
import { watchFolder } from '../files/watch-folder.ts';
import { deliverDue } from './outbox/deliver.ts';
import { outboxFolder, tidyOutbox } from './outbox/store.ts';
import type { Delivery } from './outbox/work.ts';
import type { NotifyConfig } from './reach.ts';

const LONGEST_SLEEP_MS = 60_000;
const TIDY_EVERY_MS = 6 * 3_600_000;
/** Looking takes at most a twentieth of the time, however many messages wait. */
const REST_FACTOR = 20;

export interface Delivering {
  /** Looks at once, for a caller that has just queued something or has a new configuration. */
  look: () => void;
  /** Ends attempts that are under way; they count as not made. */
  close: () => Promise<void>;
}

/**
 * Delivers what is in the outbox as long as the process lives: by the folder's events, when something is due, and every few seconds.
 * `delivered` hears of every round that did something, and must not throw.
 */
export function keepDelivering(
  at: Layout,
  config: () => NotifyConfig,
  delivered: (delivery: Delivery) => void,
): Delivering {
  const folder = outboxFolder(at, 'queued');
  makeFolder(folder);
  const stopper = new AbortController();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;
  let restUntil = 0;

  const wakeAt = (time: number) => {
    if (stopper.signal.aborted || (timer !== undefined && dueAt <= time)) return;
    clearTimeout(timer);
    dueAt = time;
    timer = setTimeout(wake, Math.max(0, Math.min(time - Date.now(), LONGEST_SLEEP_MS)));
  };
  const wake = () => {
    timer = undefined;
    const begun = performance.now();
    const delivering = deliverDue(at, config(), Date.now(), { signal: stopper.signal });
    // What was read and decided before the first message went out; the rest is waiting for others.
    const took = performance.now() - begun;
    restUntil = Date.now() + took * REST_FACTOR;
    const done = delivering.then((delivery) => {
      if (didSomething(delivery)) delivered(delivery);
      wakeAt(
        delivery.nextDueAt === null
          ? Date.now() + LONGEST_SLEEP_MS
          : Math.max(restUntil, Date.parse(delivery.nextDueAt)),
      );
    });
    running.add(done);
    void done.finally(() => running.delete(done));
  };
  const hinted = () => wakeAt(Math.max(Date.now(), restUntil));
  // Whoever says that something is queued waits for it: a look that took long does not hold it up.
  const look = () => wakeAt(Date.now());

  const watch = watchFolder(folder, hinted);
  const tidying = setInterval(() => tidyQuietly(at), TIDY_EVERY_MS);
  tidying.unref();
  look();
  return {
    look,
    async close() {
      watch.close();
      clearInterval(tidying);
      clearTimeout(timer);
      stopper.abort();
      await Promise.allSettled(running);
    },
  };
}

function didSomething({ sent, dead, failed, unreadable, fault }: Delivery): boolean {
  return sent.length + dead.length + failed + unreadable.length > 0 || fault !== null;
}

function tidyQuietly(at: Layout): void {
  try {
    tidyOutbox(at);
  } catch {
    // A disk that fails says so elsewhere; old messages may wait for the next time.
  }
}
