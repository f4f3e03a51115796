import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Service } from '../../../src/core/service/definition.ts';
import { driftOf, missingPrograms } from '../../../src/core/service/installed.ts';
import { definitionPath, definitionText, serviceName } from '../../../src/core/service/service.ts';
import { makeFolder } from '../../helpers/index.ts';

const sample: Service = {
  kind: 'systemd',
  name: 'ops-automation',
  root: '/home/kim/ops-automation',
  node: '/usr/bin/node',
  program: '/opt/ops/bin/ops.js',
  system: false,
  user: 'kim',
  searchPath: '/usr/bin:/bin',
  hardened: false,
};

function systemd(change: Partial<Service> = {}): string {
  return definitionText({ ...sample, ...change });
}

describe('the systemd unit', () => {
  test('starts the foreground entry with absolute paths, again after every end but the one that cannot help', () => {
    const lines = systemd().split('\n');
    expect(lines).toContain(
      'ExecStart=/usr/bin/node /opt/ops/bin/ops.js daemon run --workspace /home/kim/ops-automation',
    );
    for (const line of ['Restart=always', 'RestartPreventExitStatus=78', 'KillMode=process', 'Type=notify'])
      expect(lines).toContain(line);
    expect(lines).toContain('WantedBy=default.target');
    expect(lines.some((line) => line.startsWith('User='))).toBe(false);
  });

  test('of the machine names its user and is started at boot', () => {
    const lines = systemd({ system: true }).split('\n');
    expect(lines).toContain('User=kim');
    expect(lines).toContain('WantedBy=multi-user.target');
  });

  test('restricts the agents only when that is asked for', () => {
    expect(systemd()).not.toContain('NoNewPrivileges');
    expect(systemd({ hardened: true })).toContain('NoNewPrivileges=yes');
  });

  test('is refused for a path that no unit can hold', () => {
    expect(() => systemd({ root: '/tmp/a\nExecStartPre=/bin/evil' })).toThrow('line break');
  });

  test('cannot be made to say another thing by any path: each setting stands in it once', () => {
    const path = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !/[\n\r]/.test(text));
    fc.assert(
      fc.property(path, path, (root, program) => {
        const lines = systemd({ root: `/${root}`, program: `/${program}` }).split('\n');
        const count = (name: string) => lines.filter((line) => line.startsWith(name)).length;
        expect([count('ExecStart'), count('Restart='), count('User='), count('[')]).toEqual([1, 1, 0, 3]);
      }),
    );
  });

  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  if (!analyze) console.warn('skipped: systemd-analyze is not here, so no unit is verified by systemd itself');

  test.skipIf(!analyze).each([
    { system: false, hardened: false },
    { system: true, hardened: true },
    { system: false, hardened: true },
  ])('is what systemd accepts: %j', (change) => {
    const folder = makeFolder();
    // Characters that mean something to systemd. It finds the program only if it reads the path as it was meant.
    const odd = join(folder, 'a b %h ; @x');
    mkdirSync(odd);
    symlinkSync(process.execPath, join(odd, 'node'));
    const unit = join(folder, 'ops-sample.service');
    const service = { ...sample, ...change, root: odd, node: join(odd, 'node'), user: 'root' };
    writeFileSync(unit, definitionText(service));
    const ran = spawnSync('systemd-analyze', [change.system ? '--system' : '--user', '--man=no', 'verify', unit], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    // It also speaks of other units of the machine, which are none of ours.
    expect(ran.stderr.split('\n').filter((line) => line.includes('ops-sample'))).toEqual([]);
    writeFileSync(unit, definitionText({ ...service, node: '/nonexistent/node' }));
    const bad = spawnSync('systemd-analyze', [change.system ? '--system' : '--user', '--man=no', 'verify', unit], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    expect(bad.stderr).toContain('/nonexistent/node');
  });
});

test.each([`a "b"`, `it's`, '$HOME', 'back\\slash', '100% %h'])(
  'a program in a folder named %j is started through a shell that reads nothing of it',
  (name) => {
    const folder = makeFolder();
    const odd = join(folder, name);
    mkdirSync(odd);
    symlinkSync(process.execPath, join(odd, 'node'));
    const text = systemd({ node: join(odd, 'node'), root: odd });
    const line = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
    // What systemd makes of it: quotes off, specifiers and dollars single again.
    const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) =>
      (match[1]?.replaceAll(/\\(.)/g, '$1') ?? match[2] ?? '').replaceAll('%%', '%').replaceAll('$$', '$'),
    );
    const [file = '', ...args] = words.slice(0, words.indexOf('/opt/ops/bin/ops.js'));
    expect(execFileSync(file, [...args, '-p', '6*7'], { encoding: 'utf8' }).trim()).toBe('42');
    expect(words.at(-1)).toBe(odd);
  },
);

describe('the launchd property list', () => {
  const launchd: Service = { ...sample, kind: 'launchd', root: '/Users/kim/a & b <c>' };

  test('leaves the agents alone, waits for its turn, and is well-formed whatever the path', () => {
    const text = definitionText(launchd);
    expect(text).toContain('<key>AbandonProcessGroup</key>\n  <true/>');
    expect(text).toContain('<string>--wait</string>');
    expect(text).toContain('<string>/Users/kim/a &amp; b &lt;c&gt;</string>');
    for (const name of ['dict', 'array', 'plist', 'key', 'string', 'integer'])
      expect(text.split(`<${name}`).length, name).toBe(text.split(`</${name}>`).length);
  });

  const python = spawnSync('python3', ['-c', 'import plistlib']).status === 0;
  test.skipIf(!python)('is what a property list reader reads', () => {
    const file = join(makeFolder(), 'x.plist');
    writeFileSync(file, definitionText(launchd));
    const script = 'import plistlib,json,sys; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))';
    const read = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }));
    expect(read).toMatchObject({ Label: 'local.ops-automation', KeepAlive: true, Umask: 63 });
    expect(read.ProgramArguments.slice(-2)).toEqual(['/Users/kim/a & b <c>', '--wait']);
  });
});

describe('a service', () => {
  test('has the plain name for the usual workspace, and one of its own for another', () => {
    expect(serviceName('/home/kim/ops-automation', '/home/kim')).toBe('ops-automation');
    const other = serviceName('/srv/site/ops-automation', '/home/kim');
    expect(other).toMatch(/^ops-automation-[0-9a-f]{8}$/);
    expect(serviceName('/srv/shop/ops-automation', '/home/kim')).not.toBe(other);
  });

  test('lies where its manager looks', () => {
    expect(definitionPath(sample, { XDG_CONFIG_HOME: '/conf' })).toBe('/conf/systemd/user/ops-automation.service');
    expect(definitionPath({ ...sample, system: true })).toBe('/etc/systemd/system/ops-automation.service');
    expect(definitionPath({ ...sample, kind: 'launchd', system: true })).toBe(
      '/Library/LaunchDaemons/local.ops-automation.plist',
    );
  });

  test('drifts when a setting changes, not when a comment or the search path does', () => {
    const text = systemd();
    expect(driftOf(systemd({ searchPath: '/other' }).replace('# Never', '# Ever'), text)).toEqual([]);
    expect(driftOf(systemd({ node: '/old/node' }), text).length).toBeGreaterThan(0);
    expect(driftOf(text.replace('KillMode=process\n', ''), text)).toEqual(['lacks: KillMode=process']);
  });

  test.each(['systemd', 'launchd'] as const)('of %s names the programs that are not there any more', (kind) => {
    const folder = makeFolder();
    const node = join(folder, '100% node');
    writeFileSync(node, '');
    chmodSync(node, 0o755);
    const service = { ...sample, kind, node, program: join(folder, 'gone.js') };
    const installed = { path: '', text: definitionText(service), service, isOurs: true, drift: [] };
    expect(existsSync(node)).toBe(true);
    expect(missingPrograms(installed)).toEqual([join(folder, 'gone.js')]);
  });
});
