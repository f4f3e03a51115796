import { errorText } from '../../core/errors.ts';
import type { Desk } from './desk.ts';

/** Runs `act` every so often; what it throws is logged, not fatal. */
export function every(desk: Desk, milliseconds: number, name: string, act: () => unknown): () => void {
  const guarded = async () => {
    try {
      await act();
    } catch (error) {
      desk.log('error', name, errorText(error));
    }
  };
  const timer = setInterval(() => void guarded(), milliseconds);
  return () => clearInterval(timer);
}

const MINUTE_MS = 60_000;

/** As `every`, at an interval of the configuration: a reload that changes it begins it anew, and `changed` hears of it. */
export function everyConfigured(
  desk: Desk,
  minutes: () => number,
  name: string,
  act: () => unknown,
  changed: () => void = () => {},
): () => void {
  let current = minutes();
  let stop = every(desk, current * MINUTE_MS, name, act);
  desk.onReload(() => {
    if (minutes() === current) return;
    stop();
    current = minutes();
    stop = every(desk, current * MINUTE_MS, name, act);
    changed();
  });
  return () => stop();
}
