import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeFiles } from '../../../../src/core/healing/actions/remove-files.ts';
import { makeFolder } from '../../../helpers/folders.ts';
import { contextIn, onlyStep, settingsOf } from './support/action.ts';
import { startHostile } from './support/hostile.ts';

const FILES = 40;
const RACE_MS = 700;

interface Field {
  root: string;
  outside: string;
  names: string[];
}

function makeField(): Field {
  const base = makeFolder();
  const [root, outside] = [join(base, 'root'), join(base, 'outside')];
  const names = Array.from({ length: FILES }, (_, index) => `f${index}.tmp`);
  mkdirSync(join(outside, 'a', 'b'), { recursive: true });
  for (const name of names) writeFileSync(join(outside, 'a', 'b', name), `victim ${name}`);
  fill({ root, outside, names });
  return { root, outside, names };
}

function fill({ root, names }: Field): void {
  try {
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    for (const name of names) writeFileSync(join(root, 'a', 'b', name), 'old', { flag: 'wx' });
  } catch {
    // The hostile process is in the middle of something, or the file is still there.
  }
}

const settings = (root: string) =>
  settingsOf('remove_files', { roots: [root], names: ['*.tmp'], older_than: '1d', unseen_processes: 'accept' });

function expectVictims({ outside, names }: Field): void {
  for (const name of names) expect(readFileSync(join(outside, 'a', 'b', name), 'utf8')).toBe(`victim ${name}`);
}

/** What a hostile process does in one round: `p` are paths. Each puts things back, so that the next round begins as the first. */
const RACES: Record<string, string> = {
  'an upper folder that turns into a link to the outside': `
    quiet(() => fs.renameSync(v.root + '/a', v.root + '/real'));
    quiet(() => fs.symlinkSync(v.outside + '/a', v.root + '/a'));
    quiet(() => fs.unlinkSync(v.root + '/a'));
    quiet(() => fs.renameSync(v.root + '/real', v.root + '/a'));`,
  'the folder itself that turns into a link to the outside': `
    quiet(() => fs.renameSync(v.root + '/a/b', v.outside + '/parked'));
    quiet(() => fs.symlinkSync(v.outside + '/a/b', v.root + '/a/b'));
    quiet(() => fs.unlinkSync(v.root + '/a/b'));
    quiet(() => fs.renameSync(v.outside + '/parked', v.root + '/a/b'));`,
  'the root itself that turns into a link to the outside': `
    quiet(() => fs.renameSync(v.root, v.root + '.real'));
    quiet(() => fs.symlinkSync(v.outside, v.root));
    quiet(() => fs.unlinkSync(v.root));
    quiet(() => fs.renameSync(v.root + '.real', v.root));`,
  'files that turn into links to the outside': `
    const name = v.names[rounds % v.names.length];
    quiet(() => fs.unlinkSync(v.root + '/a/b/' + name));
    quiet(() => fs.symlinkSync(v.outside + '/a/b/' + name, v.root + '/a/b/' + name));
    quiet(() => fs.unlinkSync(v.root + '/a/b/' + name));
    quiet(() => fs.writeFileSync(v.root + '/a/b/' + name, 'old', { flag: 'wx' }));`,
  'files that turn into second names of files outside': `
    const name = v.names[rounds % v.names.length];
    quiet(() => fs.linkSync(v.outside + '/a/b/' + name, v.root + '/a/b/swap'));
    quiet(() => fs.renameSync(v.root + '/a/b/swap', v.root + '/a/b/' + name));
    quiet(() => fs.unlinkSync(v.root + '/a/b/' + name));
    quiet(() => fs.writeFileSync(v.root + '/a/b/' + name, 'old', { flag: 'wx' }));`,
};

describe.runIf(process.platform === 'linux')('remove_files and a hostile process', () => {
  it.each(Object.entries(RACES))('never touches a file outside: %s', async (_what, body) => {
    const field = makeField();
    const context = contextIn(10);
    const hostile = await startHostile(body, field);
    let removed = 0;
    for (const end = performance.now() + RACE_MS; performance.now() < end; fill(field)) {
      const steps = await removeFiles.plan(settings(field.root), context).catch(() => []);
      for (const step of steps) {
        const result = await removeFiles.run(step, context);
        removed += Number(/in (\d+) file/.exec(result.text)?.[1] ?? 0);
      }
    }
    const rounds = await hostile.stop();
    expect(rounds).toBeGreaterThan(50);
    // Where it never came to remove anything, nothing was shown.
    expect(removed).toBeGreaterThan(0);
    expectVictims(field);
  });

  it('never removes a file that takes the place of a planned one', async () => {
    const field = makeField();
    const context = contextIn(10);
    const precious = field.names.map((name) => join(field.outside, `precious-${name}`));
    for (const path of precious) writeFileSync(path, 'precious');
    const inodes = precious.map((path) => statSync(path).ino);
    const step = await onlyStep(removeFiles, settings(field.root), context);
    const hostile = await startHostile(
      // Stops at the first that fails: never does it remove anything precious itself.
      `const name = v.names[rounds % v.names.length];
       quiet(() => {
         fs.renameSync(v.root + '/a/b/' + name, v.outside + '/old-' + name);
         fs.renameSync(v.outside + '/precious-' + name, v.root + '/a/b/' + name);
         fs.renameSync(v.root + '/a/b/' + name, v.outside + '/precious-' + name);
         fs.renameSync(v.outside + '/old-' + name, v.root + '/a/b/' + name);
       });`,
      field,
    );
    for (const end = performance.now() + RACE_MS; performance.now() < end; ) await removeFiles.run(step, context);
    await hostile.stop();
    const everywhere = new Set(inodesBelow(join(field.root, '..')));
    expect(inodes.filter((inode) => !everywhere.has(inode))).toEqual([]);
  });

  it('refuses a root whose path holds a link', async () => {
    const { root, outside } = makeField();
    symlinkSync(outside, join(root, 'link'));
    await expect(removeFiles.plan(settings(join(root, 'link')), contextIn(10))).rejects.toThrow(/is a link/);
    await expect(removeFiles.plan(settings(join(root, 'link', 'a')), contextIn(10))).rejects.toThrow(/is a link/);
  });
});

function inodesBelow(folder: string): number[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? inodesBelow(path) : [statSync(path).ino];
  });
}
