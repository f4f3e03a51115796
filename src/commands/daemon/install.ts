import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OpsError } from '../../core/errors.ts';
import { control, managerOf } from '../../core/service/manager.ts';
import { definitionPath, definitionText, MARK, serviceOf } from '../../core/service/service.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import type { Result, Run } from '../command.ts';
import { flag } from '../options.ts';
import { refused } from './service-of.ts';
import { run as start } from './start.ts';

/** Definitions name no secrets, and a service manager of the machine reads them as root. */
const DEFINITION_MODE = 0o644;

export const run: Run = async (input) => {
  const service = serviceOf(input.root, { system: flag(input, 'system'), hardened: flag(input, 'hardened') });
  const path = definitionPath(service);
  const text = definitionText(service);
  if (flag(input, 'print')) return { data: { service, path, text }, text };
  makeWorkspace(input.root);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (before !== null && !before.includes(MARK) && !flag(input, 'force')) {
    throw new OpsError('E_FILE', `${path} is there already and was not made by ops`, {
      hint: 'Say --force to write over it.',
    });
  }
  if (before !== text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: DEFINITION_MODE });
  }
  const manager = managerOf(service);
  const about = { ok: true, name: service.name, path, changed: before !== text, manager };
  const written = `${before === text ? 'Unchanged' : 'Written'}: ${path}`;
  if (!manager.available) {
    const note = `Not enabled, because ${manager.reason}. Until then ops daemon start runs the orchestrator as a process of its own.`;
    const started = flag(input, 'now') ? await start(input) : null;
    return withStarted(started, { ...about, enabled: false }, [written, note]);
  }
  const loaded = await control(service, 'load');
  if (!loaded.ok) throw refused(service, 'enabled', loaded.output);
  const lingering =
    service.kind === 'systemd' && !service.system
      ? [`It runs while you are logged in. To run it from boot on: loginctl enable-linger ${service.user}`]
      : [];
  const started = flag(input, 'now') ? await start(input) : null;
  const next = started === null ? ['Start it with: ops daemon start'] : [];
  return withStarted(started, { ...about, enabled: true }, [written, ...lingering, ...next]);
};

function withStarted(started: Result | null, about: object, lines: readonly string[]): Result {
  const text = [...lines, ...(started === null ? [] : [started.text])].join('\n');
  return { data: { ...about, started: started?.data ?? null }, text };
}
