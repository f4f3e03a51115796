import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import type { Unread } from '../report.ts';

/** Names of a folder that fit, sorted; none where there is no folder. A folder that cannot be read is named in `unread`. */
export function namesIn(at: Layout, folder: string, ending: string, unread: Unread[]): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      unread.push({ file: relative(at.root, folder), reason: 'notOpened', count: null });
    return [];
  }
}

/** A JSON object, or null: not there, or unreadable and then named in `unread`. */
export function readObject(at: Layout, path: string, unread: Unread[]): Record<string, unknown> | null {
  const read = readJson(path);
  if (read.state === 'missing') return null;
  const file = relative(at.root, path);
  if (read.state === 'unreadable') {
    const reason =
      read.reason === 'is empty' ? 'empty' : read.reason.startsWith('is not JSON') ? 'notJson' : 'notOpened';
    unread.push({ file, reason, count: null });
    return null;
  }
  if (typeof read.value === 'object' && read.value !== null && !Array.isArray(read.value))
    return read.value as Record<string, unknown>;
  unread.push({ file, reason: 'wrongShape', count: null });
  return null;
}
