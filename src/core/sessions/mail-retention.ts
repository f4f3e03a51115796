import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { tray } from './mailbox.ts';
import { isSessionId } from './names.ts';

const DAY_MS = 86_400_000;

/**
 * Removes messages that were answered so long ago, and their replies. Until then a message that is sent again under the same idempotency
 * key is known; what was said stays in the history. What waits or was not answered is spared, however old.
 */
export function cleanMail(at: Layout, days: number, now: number): number {
  const oldest = now - days * DAY_MS;
  let removed = 0;
  for (const id of namesIn(at.mail).filter(isSessionId)) {
    for (const name of namesIn(tray(at, id, 'replies'))) {
      const reply = join(tray(at, id, 'replies'), name);
      if ((statSync(reply, { throwIfNoEntry: false })?.mtimeMs ?? now) >= oldest) continue;
      // The reply goes last: without it the message would count as never answered.
      removeFile(join(tray(at, id, 'taken'), name));
      removeFile(reply);
      removed += 1;
    }
  }
  return removed;
}

/** Removes what writers that were killed left unfinished: no write takes a day. */
export function cleanTemporary(at: Layout, now: number): number {
  let removed = 0;
  for (const name of namesIn(at.temporary)) {
    const path = join(at.temporary, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || now - stat.mtimeMs < DAY_MS) continue;
    if (removeFile(path)) removed += 1;
  }
  return removed;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
