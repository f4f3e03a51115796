import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootProblem } from '../../../../src/core/healing/actions/files/root.ts';
import { removeFiles } from '../../../../src/core/healing/actions/remove-files.ts';
import { makeFolder, makeWorkspace, writeFile } from '../../../helpers/folders.ts';
import { contextIn, onlyStep, planAndRun, settingsOf } from './support/action.ts';

const accept = { names: ['*.tmp'], older_than: '1d', unseen_processes: 'accept' };
const settings = (root: string, more: object = {}) => settingsOf('remove_files', { roots: [root], ...accept, ...more });

describe.runIf(process.platform === 'linux')('remove_files', () => {
  it('removes old files by their names and says how much it was', async () => {
    const root = makeFolder();
    for (const name of ['a.tmp', 'deep/er/b.tmp', 'c.log', 'keep.tmp']) writeFile(join(root, name), 'four');
    const context = contextIn(10);
    const step = await onlyStep(removeFiles, settings(root, { except: ['keep*'] }), context);
    expect(step.gain).toBe('8 B in 2 files');
    expect(await removeFiles.precheck(step, context)).toBeNull();
    expect(existsSync(join(root, 'a.tmp'))).toBe(true);
    expect(await removeFiles.run(step, context)).toMatchObject({ ok: true, text: 'removed 8 B in 2 files' });
    expect(readdirSync(root).sort()).toEqual(['c.log', 'deep', 'keep.tmp']);
    expect(await removeFiles.precheck(step, context)).toMatch(/none of its files/);
  });

  it('plans nothing where all is young, and counts the age of an unpacked file from its arrival', async () => {
    const root = makeFolder();
    writeFile(join(root, 'a.tmp'), 'x');
    utimesSync(join(root, 'a.tmp'), 0, 0);
    expect(await removeFiles.plan(settings(root), contextIn())).toEqual([]);
    expect(await removeFiles.plan(settings(root, { age_of: 'modified' }), contextIn())).toHaveLength(1);
  });

  it('keeps to its limits of files and bytes', async () => {
    const root = makeFolder();
    for (let index = 0; index < 9; index += 1) writeFile(join(root, `${index}.tmp`), 'x'.repeat(1_000));
    const context = contextIn(10);
    expect((await onlyStep(removeFiles, settings(root, { max_files: 4 }), context)).gain).toBe('4.0 KB in 4 files');
    expect((await onlyStep(removeFiles, settings(root, { max_megabytes: 0.0035 }), context)).gain).toBe(
      '3.0 KB in 3 files',
    );
  });

  it('never removes an open file, also one that is opened after the plan', async () => {
    const root = makeFolder();
    for (const name of ['before.tmp', 'after.tmp', 'free.tmp']) writeFile(join(root, name), 'x');
    const context = contextIn(10);
    const before = openSync(join(root, 'before.tmp'), 'r');
    const step = await onlyStep(removeFiles, settings(root), context);
    expect(JSON.stringify(step.detail)).not.toContain('before.tmp');
    const after = openSync(join(root, 'after.tmp'), 'a');
    const result = await removeFiles.run(step, context);
    closeSync(before);
    closeSync(after);
    expect(result.text).toBe('removed 1 B in 1 file; left: 1 × it is open');
    expect(readdirSync(root).sort()).toEqual(['after.tmp', 'before.tmp']);
  });

  it('leaves links, files with several names, and files that were written to or replaced since', async () => {
    const [root, outside] = [makeFolder(), makeFolder()];
    writeFile(join(outside, 'victim'), 'x');
    symlinkSync(join(outside, 'victim'), join(root, 'link.tmp'));
    symlinkSync(outside, join(root, 'folder.tmp'));
    linkSync(join(outside, 'victim'), join(root, 'second.tmp'));
    for (const name of ['written.tmp', 'replaced.tmp', 'old.tmp']) writeFile(join(root, name), 'x');
    const context = contextIn(10);
    const step = await onlyStep(removeFiles, settings(root), context);
    expect(step.gain).toBe('3 B in 3 files');
    writeFile(join(root, 'written.tmp'), 'more');
    writeFile(join(root, 'new'), 'x');
    renameSync(join(root, 'new'), join(root, 'replaced.tmp'));
    expect((await removeFiles.run(step, context)).text).toMatch(/^removed 1 B in 1 file;/);
    expect(readdirSync(root).sort()).toEqual(['folder.tmp', 'link.tmp', 'replaced.tmp', 'second.tmp', 'written.tmp']);
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('x');
  });

  it('removes what a crash left aside, and the folder with it', async () => {
    const root = makeFolder();
    writeFile(join(root, '.ops-removing-1', '0'), 'x');
    expect((await planAndRun(removeFiles, settings(root), contextIn(10))).ok).toBe(true);
    expect(readdirSync(root)).toEqual([]);
  });

  it('refuses a root that is another folder than in the plan', async () => {
    const base = makeFolder();
    writeFile(join(base, 'root', 'a.tmp'), 'x');
    const context = contextIn(10);
    const step = await onlyStep(removeFiles, settings(join(base, 'root')), context);
    renameSync(join(base, 'root'), join(base, 'was'));
    writeFile(join(base, 'root', 'a.tmp'), 'x');
    expect(await removeFiles.precheck(step, context)).toMatch(/another folder/);
    expect((await removeFiles.run(step, context)).ok).toBe(false);
    expect(existsSync(join(base, 'root', 'a.tmp')) && existsSync(join(base, 'was', 'a.tmp'))).toBe(true);
  });

  it('takes no root of the system, of the workspace, or one that is too wide', () => {
    const at = makeWorkspace();
    for (const root of [
      '/',
      '/etc',
      '/etc/x',
      '/usr/lib',
      '/home',
      '/var',
      '/proc/1',
      '/tmp/../etc',
      'tmp',
      at.root,
      at.alerts,
    ])
      expect(rootProblem(root, at), root).not.toBeNull();
    for (const root of ['/tmp', '/var/log', '/dev/shm/x', '/home/u/cache'])
      expect(rootProblem(root, at), root).toBeNull();
  });

  it('never leaves its root, whatever a tampered plan names', async () => {
    const base = makeFolder();
    const root = join(base, 'root');
    mkdirSync(root);
    const victim = writeFile(join(base, 'victim'), 'x');
    symlinkSync(base, join(root, 'link'));
    const context = contextIn(10);
    const identity = lstatSync(victim, { bigint: true });
    const folder = lstatSync(base, { bigint: true });
    const top = lstatSync(root, { bigint: true });
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '/', 'link', '../victim', base, victim, 'victim', '..\0'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), part, async (path, name) => {
        const file = { name, inode: String(identity.ino), bytes: 1, modified: String(identity.mtimeNs) };
        const folders = [{ path, inode: String(folder.ino), files: [file] }];
        const detail = { root, device: String(top.dev), inode: String(top.ino), unseen: 'accept', folders };
        const step = { action: 'remove_files', target: root, detail, gain: null };
        await removeFiles.run(step, context);
        expect(readFileSync(victim, 'utf8')).toBe('x');
      }),
      { numRuns: 150 },
    );
  });

  it('judges a root by where it leads, however it is written', () => {
    const at = makeWorkspace();
    const part = fc.constantFrom('..', '.', '', 'etc', 'usr', 'tmp', 'home', 'x');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const path = `/${parts.join('/')}`;
        if (rootProblem(path, at) !== null) return;
        expect(resolve(path)).toBe(path.replace(/(?<=.)\/$/, ''));
        expect(['/', '/home', '/etc', '/usr']).not.toContain(resolve(path));
        expect(resolve(path)).not.toMatch(/^\/(?:etc|usr)\//);
      }),
      { numRuns: 1_000 },
    );
  });
});
