import { closeSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.allocUnsafe(64 * 1024);

/** Reads a file of /proc or /sys. They have no size to ask for, so this needs half the system calls of `readFileSync`. */
export function readText(path: string): string {
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, buffer, 0, buffer.length, null);
    if (length < buffer.length) return buffer.toString('utf8', 0, length);
    const parts = [Buffer.from(buffer)];
    for (let more = length; more > 0; ) {
      more = readSync(file, buffer, 0, buffer.length, null);
      parts.push(Buffer.from(buffer.subarray(0, more)));
    }
    return Buffer.concat(parts).toString('utf8');
  } finally {
    closeSync(file);
  }
}

export function readNumber(path: string): number {
  const value = Number(readText(path).trim());
  if (!Number.isFinite(value)) throw new Error(`${path} holds no number`);
  return value;
}
