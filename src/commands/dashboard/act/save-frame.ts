import { writeFileSync } from 'node:fs';
import type { Event } from '../state/update.ts';

/** Writes what is on the screen, with its colours, into a file of the present folder. */
export function saveFrame(frame: string): Event {
  const file = `ops-dashboard-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.ansi`;
  try {
    writeFileSync(file, `${frame}\n`, { flag: 'wx', mode: 0o600 });
    return { type: 'said', text: `saved as ${file} (show it with: cat ${file})`, tone: 'good' };
  } catch (error) {
    return { type: 'said', text: `not saved: ${(error as Error).message}`, tone: 'bad' };
  }
}
