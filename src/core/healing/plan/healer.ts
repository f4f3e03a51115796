import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/schema.ts';
import type { Layout } from '../../files/layout.ts';
import type { Healer } from './run.ts';
import { worldOf } from './world-of.ts';

/** What carries out plans on this machine, with the programs that the configuration allows besides the shipped ones. */
export async function healerOf(at: Layout, config: Pick<Config, 'healing'>, signal: AbortSignal): Promise<Healer> {
  // With the actions comes zod, which whoever only looks does not need.
  const { actionsWith } = await import('../actions/table.ts');
  return {
    at,
    actions: actionsWith(
      config.healing.programs.map(({ path, arguments: words }) => ({ paths: [path], forms: [words] })),
    ),
    now: Date.now,
    signal,
    world: () => worldOf(at, Date.now()),
    pause: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  };
}
