// A process of its own that takes a lock again and again: node lock-racer <workspace> <rounds> [die|plant]
import {
  appendFileSync,
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { layout } from '../../../src/core/files/layout.ts';
import { withLock } from '../../../src/core/files/lock.ts';
import { ownOwner } from '../../../src/core/process/identity.ts';

const [root = '', rounds = '0', mode] = process.argv.slice(2);
const at = layout(root);
const inside = join(root, 'inside');
const counter = join(root, 'counter');

function enter(): void {
  try {
    closeSync(openSync(inside, 'wx'));
  } catch {
    // Only the mark of one that died in here may still lie there.
    if (mode !== 'die') appendFileSync(join(root, 'violations'), `${process.pid}\n`);
  }
}

/**
 * Leaves the lock as one that died inside would, if it is free just now: by link(2), as the program does. Written in place it would be empty
 * for a moment, and be broken once as unreadable and once as a dead one's: the second time it is somebody else's.
 */
function plant(round: number): void {
  const dead = { ...ownOwner(), startTime: '1', token: `dead-${process.pid}-${round}` };
  const draft = join(at.temporary, `planted-${process.pid}`);
  writeFileSync(draft, JSON.stringify(dead));
  try {
    linkSync(draft, join(at.locks, 'race.lock'));
  } catch {
    // Somebody is inside.
  } finally {
    unlinkSync(draft);
  }
}

// All begin together: a dead holder is then found by several at once.
writeFileSync(join(root, `ready-${process.pid}`), '');
while (!existsSync(join(root, 'go'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);

for (let round = 0; round < Number(rounds); round += 1) {
  if (mode === 'plant') plant(round);
  withLock(at, 'race', () => {
    enter();
    const count = Number(readFileSync(counter, 'utf8'));
    if (mode === 'die' && round === Number(rounds) - 1) process.kill(process.pid, 'SIGKILL');
    writeFileSync(counter, String(count + 1));
    unlinkSync(inside);
  });
}
