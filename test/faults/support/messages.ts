import { expect } from 'vitest';
import type { Ran } from '../../helpers/index.ts';

/** What a user may expect of any failure: a message, an exit code that says so, and no stack trace. */
export function expectClear(ran: Ran, exitCode?: number): void {
  const said = `${ran.stderr}${ran.stdout}`;
  expect(ran.signal, said).toBeNull();
  if (exitCode === undefined) expect(ran.code, said).not.toBe(0);
  else expect(ran.code, said).toBe(exitCode);
  expect(said.trim()).not.toBe('');
  expect(said).not.toMatch(/^ +at .*[:(]/m);
  expect(said).not.toContain('This is a fault of ops itself');
}
