import { errorCode, errorText } from '../errors.ts';

/** Why a value is not there. `reading` names it as the sample does: `cpu`, `disks./data`. */
export interface Gap {
  reading: string;
  reason: string;
}

/** What one sample could not read. */
export interface Notes {
  /** Readings that failed though this machine has them. */
  missing: Gap[];
  /** Readings that this machine does not have: no pressure files in its kernel, no systemd. */
  unavailable: Gap[];
}

export function makeNotes(): Notes {
  return { missing: [], unavailable: [] };
}

/** Thrown by a reading that this machine does not have. */
export class NotHere extends Error {}

function explain(error: unknown): string {
  const code = errorCode(error);
  const path = (error as NodeJS.ErrnoException).path;
  if (code === undefined || path === undefined) return errorText(error);
  if (code === 'ENOENT') return `${path} is not there`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read`;
  return `${path} cannot be read (${code})`;
}

/**
 * Runs one reading. What fails is null with its reason, never 0, and costs only itself. An `optional` reading whose file is not there
 * belongs to another kind of machine: that is no failure.
 */
export function attempt<T>(
  notes: Notes,
  reading: string,
  read: () => T,
  options: { optional?: boolean } = {},
): T | null {
  try {
    return read();
  } catch (error) {
    note(notes, reading, error, options);
    return null;
  }
}

export async function attemptAsync<T>(
  notes: Notes,
  reading: string,
  read: () => Promise<T>,
  options: { optional?: boolean } = {},
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    note(notes, reading, error, options);
    return null;
  }
}

function note(notes: Notes, reading: string, error: unknown, { optional = false }: { optional?: boolean }): void {
  const absent = error instanceof NotHere || (optional && errorCode(error) === 'ENOENT');
  (absent ? notes.unavailable : notes.missing).push({ reading, reason: explain(error) });
}
