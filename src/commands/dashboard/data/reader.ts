import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorText } from '../../../core/errors.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { oneLine } from '../../../core/text/control.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from './snapshot.ts';
import { type Source, sourcesOf } from './sources.ts';

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

/** Reads the workspace. A source that fails keeps what it last gave, and says so; the others go on. */
export function createReader(at: Layout): Reader {
  let snapshot: Snapshot = { ...EMPTY_SNAPSHOT, workspace: at.root, host: hostname() };
  let sources = sourcesOf(at);
  const seen = new Map<string, string>();

  /** What a source has to say since the last look; null for nothing. */
  const news = ({ name, files, read }: Source, now: number): Partial<Snapshot> | null => {
    if (files === undefined) return read(now);
    const mark = signature(files);
    if (seen.get(name) === mark) return null;
    const found = read(now);
    seen.set(name, mark);
    return found;
  };

  return {
    look(now) {
      const problems: string[] = existsSync(at.root) ? [] : [`the workspace is gone: ${oneLine(at.root)}`];
      let next: Snapshot | null = null;
      for (const source of sources) {
        try {
          const found = news(source, now);
          if (found !== null) next = { ...(next ?? snapshot), ...found };
        } catch (error) {
          seen.delete(source.name);
          problems.push(oneLine(`${source.name}: ${errorText(error)}`));
        }
      }
      if (problems.join('\n') !== snapshot.problems.join('\n')) next ??= snapshot;
      if (next !== null) snapshot = { ...next, problems };
      return snapshot;
    },
    forget() {
      seen.clear();
      sources = sourcesOf(at);
    },
  };
}
