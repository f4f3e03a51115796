import { expect, test } from 'vitest';
import { openAlerts } from '../../src/core/status/alert-facts.ts';
import { CALM, makeWorkspace, startOrchestrator, waitFor } from '../helpers/index.ts';

test('an agent that fails at every slot of a fast schedule is told, once', async () => {
  const always = { command: ['false'], schedule: '* * * * * *', crash_loop_limit: 4 };
  const at = makeWorkspace({ ...CALM, agents: { always } });
  await startOrchestrator(at);
  const [alert] = await waitFor(
    () => {
      const open = openAlerts(at, Date.now()).filter(({ name }) => name === 'agent_failed');
      return open.length > 0 ? open : null;
    },
    { what: 'the alert' },
  );
  expect(alert).toMatchObject({ resource: 'always', severity: 'critical' });
  expect(alert?.message).toContain('failed 4 times in a row');
});
