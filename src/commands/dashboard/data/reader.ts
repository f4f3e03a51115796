import { statSync } from 'node:fs';
import { errorText } from '../../../core/errors.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { oneLine } from '../../../core/text/control.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from './snapshot.ts';
import { SOURCES } from './sources.ts';

export interface Reader {
  /** Looks at everything. Returns the very same snapshot where nothing that is shown has changed. */
  look(now: number): Snapshot;
  /** Reads every source anew at the next look, whatever its files look like. */
  forget(): void;
}

/** Differs when one of the files does. */
export function signature(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
    })
    .join('|');
}

/** Ages follow from the times and move at the screen's own pace: they are no change. */
const MOVES_ALWAYS = new Set(['ageMs', 'leaseAt']);

function fingerprint(value: unknown): string {
  return JSON.stringify(value, (key, field) => (MOVES_ALWAYS.has(key) ? undefined : field));
}

/** Reads the workspace. A source that fails keeps what it last gave, and says so; the others go on. */
export function createReader(at: Layout): Reader {
  let snapshot: Snapshot = { ...EMPTY_SNAPSHOT, workspace: at.root };
  const seen = new Map<string, string>();

  return {
    look(now) {
      const problems: string[] = [];
      let next = snapshot;
      let changed = false;
      for (const source of SOURCES) {
        try {
          const files = source.files?.(at);
          const before = files === undefined ? null : signature(files);
          if (before !== null && seen.get(source.name) === before) continue;
          const read = source.read(at, now);
          next = { ...next, ...read };
          const mark = before ?? fingerprint(read);
          changed ||= seen.get(source.name) !== mark;
          seen.set(source.name, mark);
        } catch (error) {
          seen.delete(source.name);
          problems.push(oneLine(`${source.name}: ${errorText(error)}`));
        }
      }
      changed ||= problems.join('\n') !== snapshot.problems.join('\n');
      if (changed) snapshot = { ...next, problems };
      return snapshot;
    },
    forget() {
      seen.clear();
    },
  };
}
