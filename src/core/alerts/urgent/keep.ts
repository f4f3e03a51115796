import { errorText } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { watchFolder } from '../../files/watch-folder.ts';
import type { Doubts } from './doubts.ts';
import { type Take, type Taken, takeUrgent } from './take.ts';
import { tidyUrgent } from './tidy.ts';
import type { Locale } from './unreadable.ts';

const LOOK_EVERY_MS = 5_000;
const TIDY_EVERY_MS = 6 * 3_600_000;
/** Each comes with its file: a look at the folders of the old, a few times in a burst. */
const TIDY_EVERY_FILES = 5_000;

export interface KeepOptions {
  take: Take;
  /** Asked at each look: the configuration may change. */
  locale: () => Locale;
  /** After every look that put something away; must not throw. */
  taken: (taken: Taken) => void;
  /** A look failed; it is tried again. Must not throw. */
  failed: (reason: string) => void;
}

export interface UrgentKeeper {
  /** Looks at once, for a caller that knows of something. */
  look: () => void;
  /** Ends after the batch that is under way. */
  close: () => Promise<void>;
}

/** Takes urgent alarms as long as the process lives. An event is a hint to read the folder; every 5 s it is read without one. */
export function keepUrgent(at: Layout, options: KeepOptions): UrgentKeeper {
  makeFolder(at.urgentAlerts);
  const doubts: Doubts = new Map();
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;
  let untidied = 0;

  const once = async () => {
    try {
      const taken = await takeUrgent(at, { take: options.take, doubts, locale: options.locale() });
      clearTimeout(again);
      if (taken.againInMs !== null && !isClosed) again = setTimeout(look, taken.againInMs);
      untidied += taken.files;
      if (taken.files > 0) options.taken(taken);
      if (untidied > TIDY_EVERY_FILES) tidy();
    } catch (error) {
      options.failed(errorText(error));
    }
  };
  const run = async () => {
    do {
      isWanted = false;
      await once();
    } while (isWanted && !isClosed);
    running = null;
  };
  const look = () => {
    isWanted = true;
    if (!isClosed) running ??= run();
  };
  const tidy = () => {
    untidied = 0;
    try {
      tidyUrgent(at);
    } catch (error) {
      options.failed(errorText(error));
    }
  };

  const watch = watchFolder(at.urgentAlerts, look, LOOK_EVERY_MS);
  const tidying = setInterval(tidy, TIDY_EVERY_MS);
  tidying.unref();
  tidy();
  look();
  return {
    look,
    async close() {
      isClosed = true;
      watch.close();
      clearInterval(tidying);
      clearTimeout(again);
      await running;
    },
  };
}
