import { accessSync, constants } from 'node:fs';
import { OpsError } from '../../errors.ts';
import { runCommand } from '../../process/run-command.ts';
import type { ActionType } from '../action.ts';
import { cleanEnvironment } from './environment.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

/** A unit by its whole name, of the kinds that may be restarted. A beginning dash would be an option. */
const UNIT = /^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]{0,240}\.(?:service|socket|timer)$/;
/** Their restart takes the machine, every session on it, or whoever watches this, down. */
const NEVER = /^(?:systemd-|dbus|user@|getty@|init|emergency|rescue|display-manager|gdm|sddm|lightdm|polkit)/;
const SHOW_MS = 10_000;
const USUAL_PLACES = ['/usr/bin/systemctl', '/bin/systemctl'];

interface UnitState {
  id: string;
  load: string;
  active: string;
  main: string;
}

/** Restarts a systemd unit by `systemctl`, with arguments and no shell. `places` is where systemctl is looked for. */
export function restartUnitWith(places: readonly string[]): ActionType<Settings<'restart_unit'>> {
  const action: ActionType<Settings<'restart_unit'>> = {
    name: 'restart_unit',
    async plan({ unit, user, timeout }) {
      const state = await look(places, unit, user);
      const detail = { unit, user, timeoutMs: timeout, state: state.active, mainPid: state.main };
      return [{ action: 'restart_unit', target: unit, detail, gain: null }];
    },
    async precheck({ detail: { unit, user } }) {
      try {
        await look(places, unit, user === true);
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    },
    run: (step, { signal }) =>
      timed(async () => {
        const { unit, user, timeoutMs } = step.detail;
        if (signal.aborted) return { ok: false, text: 'stopped before' };
        const { id } = await look(places, unit, user === true);
        const words = [...argumentsFor(user === true), 'restart', '--', id];
        const ended = await systemctl(places, words, Number(timeoutMs));
        const text = ended.overdue ? 'systemctl did not end within its time' : (ended.failure ?? ended.said);
        return { ok: ended.code === 0 && !ended.overdue, exitCode: ended.code, text: text || `restarted ${id}` };
      }),
    undo: null,
  };
  return action;
}

export const restartUnit = restartUnitWith(USUAL_PLACES);

/** What systemd says of a unit. @throws OpsError where it may not, or cannot, be restarted. */
async function look(places: readonly string[], unit: unknown, user: boolean): Promise<UnitState> {
  if (typeof unit !== 'string' || !UNIT.test(unit))
    throw new OpsError('E_USAGE', `${JSON.stringify(unit)} is not the whole name of a service, socket or timer`);
  const words = [...argumentsFor(user), 'show', '--property=Id,LoadState,ActiveState,MainPID', '--', unit];
  const ended = await systemctl(places, words, SHOW_MS);
  if (ended.code !== 0)
    throw new OpsError('E_FILE', `systemctl does not say how ${unit} is: ${ended.failure ?? ended.said}`);
  const values = new Map(
    ended.said.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
  );
  const [id = '', load = ''] = [values.get('Id'), values.get('LoadState')];
  // A name may be an alias: what it stands for is judged.
  if (!UNIT.test(id) || NEVER.test(id) || NEVER.test(unit))
    throw new OpsError('E_USAGE', `${unit} is not restarted by a playbook: the machine depends on it`);
  if (load !== 'loaded') throw new OpsError('E_FILE', `${unit} cannot be restarted: it is ${load || 'unknown'}`);
  return { id, load, active: values.get('ActiveState') ?? '', main: values.get('MainPID') ?? '' };
}

function argumentsFor(user: boolean): string[] {
  return [...(user ? ['--user'] : []), '--no-ask-password', '--no-pager'];
}

function systemctl(places: readonly string[], words: readonly string[], limitMs: number) {
  const program = places.find(mayRun);
  if (program === undefined) throw new OpsError('E_FILE', 'systemctl is not on this machine');
  return runCommand([program, ...words], { cwd: '/', env: cleanEnvironment(), limitMs });
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
