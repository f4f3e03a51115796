import { alertsFolder } from '../../../core/alerts/store.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { type FolderWatch, watchFolder } from '../../../core/files/watch-folder.ts';

/** A process that dies writes nothing: only looking finds it. Two seconds cost 0.1 % of a core with twenty sessions. */
const LOOK_EVERY_MS = 2_000;
/** What was hinted at within this time is one look: four screens a second are as many as a person reads. */
const COALESCE_MS = 250;
/** With ten thousand sessions a look takes long: looks and what follows from them may use at most a twelfth of a core. */
const SHARE = 12;
const LONGEST_PAUSE_MS = 5_000;

/** Counted in CPU time: on a busy machine a look is long without costing more, and the screen must not fall behind for that. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

export interface Feed {
  /** Looks now, at once. */
  look(): void;
  close(): void;
}

/** Calls `look` when the workspace may have changed: soon after the first hint, then at a bounded rate. */
export function createFeed(at: Layout, look: () => void): Feed {
  let timer: NodeJS.Timeout | null = null;
  let notBefore = 0;

  const lookNow = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const began = cpuMs();
    look();
    const cost = cpuMs() - began;
    notBefore = performance.now() + Math.max(COALESCE_MS, Math.min(LONGEST_PAUSE_MS, cost * SHARE));
  };
  const hint = () => {
    timer ??= setTimeout(lookNow, Math.max(20, notBefore - performance.now()));
  };

  const folders = [
    at.sessions,
    at.status,
    at.logs,
    at.output,
    at.history,
    at.metrics,
    at.urgentAlerts,
    alertsFolder(at),
    at.activeIncidents,
  ];
  // One timer for the safety net; the folders' own would each wake the process.
  const watches: FolderWatch[] = folders.map((folder, index) =>
    watchFolder(folder, hint, index === 0 ? LOOK_EVERY_MS : 30_000),
  );
  return {
    look: lookNow,
    close() {
      if (timer !== null) clearTimeout(timer);
      for (const watch of watches) watch.close();
    },
  };
}
