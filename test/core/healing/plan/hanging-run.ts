import { layout } from '../../../../src/core/files/layout.ts';
import type { ActionType } from '../../../../src/core/healing/action.ts';
import { makePlan } from '../../../../src/core/healing/plan/plan.ts';
import { runPlan } from '../../../../src/core/healing/plan/run.ts';
import { playbookHash } from '../../../../src/core/healing/playbooks/check.ts';
import { playbookSchema } from '../../../../src/core/healing/playbooks/schema.ts';

/** A run whose second step never ends, for a test that kills it there. */
const at = layout(process.argv[2] ?? '');
const playbook = playbookSchema.parse({
  name: 'hang',
  description: 'x',
  mode: 'auto',
  when: { metric: 'zombies', is: 'above', value: 0 },
  actions: [{ action: 'fix' }],
});
const known = { playbook, hash: playbookHash(playbook), file: null };
const step = (target: string) => ({ action: 'fix', target, detail: {}, gain: null });
const fix: ActionType<unknown> = {
  name: 'fix',
  plan: async () => [step('first'), step('second'), step('third')],
  precheck: async () => null,
  run: async ({ target }) => {
    if (target === 'second') {
      console.log('hanging');
      setInterval(() => undefined, 1_000);
      await new Promise(() => undefined);
    }
    return { ok: true, exitCode: 0, text: '', durationMs: 0 };
  },
  undo: null,
};
const actions = new Map([['fix', fix]]);
const signal = new AbortController().signal;
const world = () => ({
  sampleAt: new Date(Date.now() - 1_000).toISOString(),
  intervalMs: 60_000,
  readings: [
    { metric: 'zombies', resource: null, value: 3 },
    { metric: 'check_level', resource: 'a', value: 0 },
  ],
  listed: [],
  alerts: [],
});
const plan = await makePlan(
  known,
  { target: 'machine', labels: {}, reason: 'x' },
  { incidentId: null, alerts: [] },
  actions,
  {
    at,
    now: Date.now,
    signal,
  },
);
const healer = { at, actions, now: Date.now, signal, world, pause: async () => undefined };
const { refusals } = await runPlan(healer, { known, plan, approvalId: null, by: 'autoheal' });
console.log(JSON.stringify(refusals));
