import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFingerprint } from '../../../../src/core/reports/machine/fingerprint.ts';
import { noteChanges, readChanges } from '../../../../src/core/reports/machine/journal.ts';
import { makeFolder, makeWorkspace, writeFile } from '../../../helpers/index.ts';
import { DAY, HOUR } from '../support.ts';

const status = (packages: Record<string, string>) =>
  Object.entries(packages)
    .map(
      ([name, version]) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`,
    )
    .join('\n');

/** A machine of Debian's kind in a folder. */
function fakeMachine(): string {
  const root = makeFolder();
  writeFile(join(root, 'var/lib/dpkg/status'), status({ nginx: '1.22.1-9', openssl: '3.0.15-1' }));
  writeFile(join(root, 'etc/nginx/nginx.conf'), 'worker_processes 2;\n');
  writeFile(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  writeFile(join(root, 'etc/systemd/system/app.service'), '[Service]\nExecStart=/bin/app\n');
  writeFile(join(root, 'proc/sys/kernel/random/boot_id'), 'boot-one\n');
  writeFile(join(root, 'proc/stat'), 'cpu 1 2 3\nbtime 1790000000\n');
  return root;
}

function names(at: ReturnType<typeof makeWorkspace>): string[] {
  return readChanges(at).changes.map(({ value }) => `${value.kind} ${value.name} ${value.what}`);
}

test('an upgrade, a new unit, an edited and a removed file are told, each once', () => {
  const at = makeWorkspace();
  const root = fakeMachine();
  const now = Date.now();
  expect(noteChanges(at, now - DAY, readFingerprint(root))).toBe(0);
  writeFile(join(root, 'var/lib/dpkg/status'), status({ nginx: '1.22.1-10', curl: '7.88' }));
  writeFile(join(root, 'etc/nginx/nginx.conf'), 'worker_processes 4;\n');
  rmSync(join(root, 'etc/hosts'));
  mkdirSync(join(root, 'etc/systemd/system/multi-user.target.wants'));
  symlinkSync('/etc/systemd/system/app.service', join(root, 'etc/systemd/system/multi-user.target.wants/app.service'));
  expect(noteChanges(at, now + HOUR, readFingerprint(root))).toBe(6);
  expect(names(at).sort()).toEqual([
    'file /etc/hosts removed',
    'file /etc/nginx/nginx.conf changed',
    'package curl added',
    'package nginx changed',
    'package openssl removed',
    'unit /etc/systemd/system/multi-user.target.wants/app.service added',
  ]);
  const upgrade = readChanges(at).changes.find(({ value }) => value.name === 'nginx')?.value;
  expect(upgrade).toMatchObject({ before: '1.22.1-9', after: '1.22.1-10', exact: false });
  const edited = readChanges(at).changes.find(({ value }) => value.name === '/etc/nginx/nginx.conf');
  expect(edited?.value.exact).toBe(true);
  expect(Math.abs((edited?.time ?? 0) - now)).toBeLessThan(HOUR);
  expect(noteChanges(at, now + 2 * HOUR, readFingerprint(root))).toBe(0);
});

test('a start of the machine is told with the time that the kernel gives', () => {
  const at = makeWorkspace();
  const root = fakeMachine();
  noteChanges(at, 1_790_000_500_000, readFingerprint(root));
  writeFile(join(root, 'proc/sys/kernel/random/boot_id'), 'boot-two\n');
  writeFile(join(root, 'proc/stat'), 'btime 1790001000\n');
  noteChanges(at, 1_790_002_000_000, readFingerprint(root));
  expect(readChanges(at).changes).toMatchObject([{ time: 1_790_001_000_000, value: { kind: 'boot', exact: true } }]);
});

test('a crash between the journal and the fingerprint tells nothing twice', () => {
  const at = makeWorkspace();
  const root = fakeMachine();
  const now = Date.now();
  noteChanges(at, now - DAY, readFingerprint(root));
  const path = join(at.state, 'machine.json');
  const before = readFileSync(path);
  writeFile(join(root, 'etc/hosts'), 'changed\n');
  noteChanges(at, now + 1, readFingerprint(root));
  // The crash: the journal has its line, the fingerprint is still the old one.
  writeFileSync(path, before);
  writeFile(join(root, 'etc/motd'), 'new\n');
  noteChanges(at, now + HOUR, readFingerprint(root));
  expect(names(at).sort()).toEqual(['file /etc/hosts changed', 'file /etc/motd added']);
});

test('a broken fingerprint is set aside and begins anew', () => {
  const at = makeWorkspace();
  const root = fakeMachine();
  writeFileSync(join(at.state, 'machine.json'), '{"version":1,"at":"2026');
  expect(noteChanges(at, Date.now(), readFingerprint(root))).toBe(0);
  writeFile(join(root, 'etc/hosts'), 'changed\n');
  expect(noteChanges(at, Date.now() + 1, readFingerprint(root))).toBe(1);
});

test('what this machine does not let us see is said, and nothing of it is taken for gone', () => {
  const at = makeWorkspace();
  const root = fakeMachine();
  noteChanges(at, Date.now() - DAY, readFingerprint(root));
  rmSync(join(root, 'var'), { recursive: true });
  const fingerprint = readFingerprint(root);
  expect(fingerprint.blind).toEqual([{ kind: 'package', reason: expect.stringContaining('no package database') }]);
  expect(noteChanges(at, Date.now(), fingerprint)).toBe(0);
});

test('links are not followed, and a link in a circle ends', () => {
  const root = fakeMachine();
  symlinkSync('/etc/passwd', join(root, 'etc/link'));
  symlinkSync('.', join(root, 'etc/circle'));
  const { file } = readFingerprint(root).marks;
  expect(file['/etc/link']?.value).toBe('link to /etc/passwd');
  expect(Object.keys(file).filter((path) => path.includes('circle'))).toEqual(['/etc/circle']);
});
