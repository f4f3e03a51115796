import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { removeFile, writeFileAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { oneLine } from '../../text/control.ts';

/** While a file of this name lies there nothing is healed. `touch` makes one, whoever finds ops itself broken. */
export function killSwitchPath(at: Layout): string {
  return join(at.root, 'healing', 'STOP');
}

/** Why nothing may be healed; null: it may. What cannot be looked at stops, too. */
export function killSwitch(at: Layout): string | null {
  const path = killSwitchPath(at);
  try {
    lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    return `healing/STOP cannot be looked at (${errorCode(error) ?? 'unknown error'})`;
  }
  try {
    const text = oneLine(readFileSync(path, 'utf8').slice(0, 200)).trim();
    return text === '' ? 'healing/STOP lies there' : `healing/STOP: ${text}`;
  } catch {
    return 'healing/STOP lies there';
  }
}

export function pullKillSwitch(at: Layout, reason: string): void {
  writeFileAtomic(killSwitchPath(at), `${reason}\n`, { temporary: at.temporary });
}

/** False where it was not pulled. */
export function releaseKillSwitch(at: Layout): boolean {
  return removeFile(killSwitchPath(at));
}
