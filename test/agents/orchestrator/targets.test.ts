import { expect, test } from 'vitest';
import { newDesk } from '../../../src/agents/orchestrator/desk.ts';
import { chooseUnits } from '../../../src/agents/orchestrator/orders/targets.ts';
import { newUnit } from '../../../src/agents/orchestrator/unit.ts';
import { loadConfig } from '../../../src/core/config/load.ts';
import { makeWorkspace, recordOf } from '../../helpers/index.ts';

const agents = {
  'web-1': { command: ['true'] },
  'web-2': { command: ['true'] },
  off: { command: ['true'], enabled: false },
};

const at = makeWorkspace({ agents });
const { config } = await loadConfig(at);
const desk = newDesk(at, recordOf({ agentId: 'ops-orchestrator', kind: 'main' }), config);
for (const [id, agent] of Object.entries(config.agents)) desk.units.set(id, newUnit(id, agent, null));

function chosen(targets: 'all' | string[]): string[] | string {
  const choice = chooseUnits(desk, targets);
  return 'problem' in choice ? choice.problem : choice.units.map(({ id }) => id);
}

test('all means every agent that is enabled', () => {
  expect(chosen('all')).toEqual(['metrics-collector', 'logs-analyzer', 'reporter', 'web-1', 'web-2']);
});

test('a pattern means those that it fits, each once', () => {
  expect(chosen(['web-*'])).toEqual(['web-1', 'web-2']);
  expect(chosen(['web-1', 'web-*', 'web-1'])).toEqual(['web-1', 'web-2']);
});

test('one name that is unknown, and nobody is meant', () => {
  expect(chosen(['web-1', 'web-22'])).toContain('there is no agent "web-22"; did you mean web-2?');
  expect(chosen(['db-*'])).toContain('there is no agent "db-*"');
});

test.each(['.*', 'web-.', '(web-1)', '[a-z]+', 'web-1|web-2', '../../x', '^', '$', '\\w'])(
  '%s is no pattern: only * is',
  (name) => {
    expect(chosen([name])).toContain('there is no agent');
  },
);

test('a message of many stars is read at once', () => {
  // By backtracking this would not come to an end.
  expect(chosen([`${'*'.repeat(4_000)}z`])).toContain('there is no agent');
});
