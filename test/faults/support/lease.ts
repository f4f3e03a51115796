import { writeFileSync } from 'node:fs';
import type { Layout } from '../../../src/core/files/layout.ts';
import { bootId } from '../../../src/core/process/identity.ts';
import { leasePath } from '../../../src/core/sessions/view.ts';

/** Makes a session's last sign of life so old as if that time had passed. */
export function ageLease(at: Layout, id: string, milliseconds: number): void {
  const then = Number(process.hrtime.bigint() / 1_000_000n) - milliseconds;
  writeFileSync(leasePath(at, id), `${bootId()} ${then}\n`);
}
