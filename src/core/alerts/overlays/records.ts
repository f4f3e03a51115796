import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { readJson } from '../../files/read-json.ts';

export interface RecordProblem {
  file: string;
  reason: string;
}

/** Every record of a folder; `check` answers it, or why it is none. One that cannot be read costs itself only. */
export function readRecords<T>(
  folder: string,
  check: (value: Record<string, unknown>, id: string) => T | string,
): { records: T[]; problems: RecordProblem[] } {
  const records: T[] = [];
  const problems: RecordProblem[] = [];
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    const read = readJson(file);
    if (read.state === 'missing') continue;
    const record =
      read.state === 'read'
        ? check(read.value as Record<string, unknown>, name.slice(0, -'.json'.length))
        : read.reason;
    if (typeof record === 'string') problems.push({ file, reason: record });
    else records.push(record);
  }
  return { records, problems };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
