import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Event } from '../state/update.ts';

/** Writes what is on the screen into two files of the present folder: as text, and with its colours. */
export function saveFrame(frame: string): Event {
  const name = `ops-dashboard-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}`;
  const write = (file: string, text: string) => writeFileSync(file, `${text}\n`, { flag: 'wx', mode: 0o600 });
  try {
    write(`${name}.txt`, stripVTControlCharacters(frame));
    write(`${name}.ansi`, frame);
    return { type: 'said', text: `saved as ${name}.txt, and with colours as .ansi`, tone: 'good' };
  } catch (error) {
    return { type: 'said', text: `not saved: ${(error as Error).message}`, tone: 'bad' };
  }
}
