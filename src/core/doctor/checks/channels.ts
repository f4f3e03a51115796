import { SEED_SETTINGS } from '../../config/schema.ts';
import { thisMachine } from '../../notify/machine.ts';
import { countOutbox } from '../../notify/outbox/store.ts';
import { notifyConfigOf, reachOfAll } from '../../notify/reach.ts';
import { plural } from '../../text/plural.ts';
import type { Check, Facts, Found } from '../check.ts';

function reach({ config, env, platform }: Facts) {
  return config === null ? [] : reachOfAll(notifyConfigOf(config), { ...thisMachine(), env, platform });
}

function isDefault(names: readonly string[]): boolean {
  return names.join() === SEED_SETTINGS.escalation_channels.join();
}

/** Nobody can be told; one channel that cannot is no harm while another can. */
function nobody(facts: Facts): Found[] {
  const all = reach(facts);
  if (facts.config === null || all.some(({ problem }) => problem === null)) return [];
  const why = all.map(({ name, problem }) => `${name}: ${problem}`).join('; ');
  // Nobody has chosen a channel yet, or somebody has and waits in vain.
  const chosen = Object.keys(facts.config.channels).length > 0 || !isDefault(facts.config.escalation_channels);
  const severity = chosen ? ('warning' as const) : ('info' as const);
  return [{ severity, message: `No channel can be used from here${why === '' ? '' : ` (${why})`}` }];
}

function broken(facts: Facts): Found[] {
  const all = reach(facts);
  if (all.every(({ problem }) => problem !== null)) return [];
  return all.flatMap(({ name, type, problem }) =>
    problem === null ? [] : [{ message: `Channel ${name}${type === null ? '' : ` (${type})`}: ${problem}` }],
  );
}

function dead({ at }: Facts): Found[] {
  const { dead: count } = countOutbox(at);
  return count === 0 ? [] : [{ message: `${plural(count, 'message')} could not be delivered and was given up` }];
}

export const channelChecks: readonly Check[] = [
  {
    id: 'channels.any',
    severity: 'info',
    why: 'What should wake somebody stays in the outbox and in ops status.',
    fixHint: 'Configure one under channels, name it in escalation_channels, then run: ops channels test',
    find: nobody,
  },
  {
    id: 'channels.each',
    severity: 'info',
    why: 'The next channel is taken instead.',
    fixHint: 'Correct it, or take it out of escalation_channels: docs/notifications.md',
    find: broken,
  },
  {
    id: 'outbox.dead',
    severity: 'warning',
    why: 'Somebody was to be told, and was not.',
    fixHint: 'Look at them with: ops outbox list --state dead; then ops outbox retry or ops outbox drop',
    find: dead,
  },
];
