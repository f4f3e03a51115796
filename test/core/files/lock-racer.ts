// A process of its own that takes a lock again and again: node lock-racer <workspace> <rounds> [die|plant]
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
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

/** Leaves the lock as one that died inside would, if it is free just now. */
function plant(round: number): void {
  const dead = { ...ownOwner(), startTime: '1', token: `dead-${process.pid}-${round}` };
  try {
    writeFileSync(join(at.locks, 'race.lock'), JSON.stringify(dead), { flag: 'wx' });
  } catch {
    // Somebody is inside.
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
