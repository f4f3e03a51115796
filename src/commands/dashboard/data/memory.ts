import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonAtomic } from '../../../core/files/atomic.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { readJson } from '../../../core/files/read-json.ts';
import type { Memory } from '../state/memory.ts';

/** Each user has a memory of his own. It may be deleted at any time. */
export function memoryPath(at: Layout): string {
  return join(at.run, `dashboard-${process.getuid?.() ?? 'user'}.json`);
}

/** What the file says, whatever that is; null where there is none that can be read. */
export function readMemory(at: Layout): unknown {
  const found = readJson(memoryPath(at));
  return found.state === 'read' ? found.value : null;
}

export interface MemoryKeeper {
  /** Writes soon, where it differs from what is written already. */
  keep(memory: Memory): void;
  /** Writes now what is still to be written. */
  flush(): void;
}

/** Typing a filter is one write, not one a letter. */
const SOON_MS = 1_000;

/** Keeps the memory in its file. That it cannot be written is nobody's trouble: the next start begins as the first did. */
export function createMemoryKeeper(at: Layout, start: Memory): MemoryKeeper {
  let written = JSON.stringify(start);
  let next: Memory | null = null;
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    // A workspace that was deleted stays deleted.
    if (next === null || !existsSync(at.run)) return;
    const memory = next;
    next = null;
    written = JSON.stringify(memory);
    try {
      writeJsonAtomic(memoryPath(at), { version: 1, ...memory }, { temporary: at.temporary, sync: false });
    } catch {
      // A full disk, or a workspace that is gone: the screen says so by what it shows.
    }
  };
  return {
    keep(memory) {
      next = JSON.stringify(memory) === written ? null : memory;
      if (next !== null) timer ??= setTimeout(flush, SOON_MS).unref();
    },
    flush,
  };
}
