import { existsSync } from 'node:fs';
import { NotHere } from '../notes.ts';
import type { Units } from '../readings.ts';
import type { Bus } from './dbus/bus.ts';
import type { Argument, Value } from './dbus/wire.ts';

const SYSTEM_BUS = '/run/dbus/system_bus_socket';
const DEADLINE_MS = 1_000;
const SYSTEMD = 'org.freedesktop.systemd1';
const TIME = 'org.freedesktop.timedate1';

/** A machine without a message bus is asked nothing, and loads nothing to ask with. */
async function ask<T>(bus: string, question: (bus: Bus) => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!existsSync(bus)) throw new NotHere(`no message bus listens at ${bus}`);
  const { askBus, BusError } = await import('./dbus/bus.ts');
  try {
    return await askBus(bus, DEADLINE_MS, question, signal);
  } catch (error) {
    // A bus without systemd behind it: a container, another init.
    const absent = error instanceof BusError && /ServiceUnknown|NameHasNoOwner|Spawn/.test(error.errorName);
    throw absent ? new NotHere('systemd does not run here') : error;
  }
}

function manager(bus: Bus, member: string, values: readonly Argument[]): Promise<Value[]> {
  const path = '/org/freedesktop/systemd1';
  return bus.call({ destination: SYSTEMD, path, interface: `${SYSTEMD}.Manager`, member, arguments: values });
}

function property(bus: Bus, destination: string, path: string, values: readonly [string, string]): Promise<Value[]> {
  return bus.call({
    destination,
    path,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    arguments: values,
  });
}

/** The units in the state `failed`, asked of systemd itself over the system bus: no child process. */
export async function readUnits(bus = SYSTEM_BUS): Promise<Units> {
  const [units] = await ask(bus, (open) => manager(open, 'ListUnitsFiltered', [['failed']]));
  const failed = Array.isArray(units) ? units.flatMap((unit) => (Array.isArray(unit) ? String(unit[0]) : [])) : [];
  return { failed: failed.sort() };
}

/** `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`. A unit that nobody knows is inactive. */
export async function readUnitState(unit: string, signal?: AbortSignal, bus = SYSTEM_BUS): Promise<string> {
  const question = async (open: Bus) => {
    const [path] = await manager(open, 'LoadUnit', [unit]);
    return property(open, SYSTEMD, String(path), [`${SYSTEMD}.Unit`, 'ActiveState']);
  };
  const [state] = await ask(bus, question, signal);
  return String(state);
}

/** Whether the kernel's clock is kept in time by anybody; systemd-timedated reads it with adjtimex(2). */
export async function readClockSynchronised(bus = SYSTEM_BUS): Promise<boolean> {
  const [synchronised] = await ask(bus, (open) =>
    property(open, TIME, '/org/freedesktop/timedate1', [TIME, 'NTPSynchronized']),
  );
  return synchronised === true;
}
