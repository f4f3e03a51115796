import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import { listApprovals } from '../../../src/core/healing/approvals/store.ts';
import { readAudit } from '../../../src/core/healing/audit/store.ts';
import { listRuns } from '../../../src/core/healing/plan/store.ts';
import { listIncidents } from '../../../src/core/incidents/store.ts';
import {
  CALM,
  makeFolder,
  makeWorkspace,
  runJson,
  runOps,
  startOrchestrator,
  stopOrchestrator,
  waitFor,
  writeFile,
} from '../../helpers/index.ts';

/** A check that fails while a file is there, and a playbook that removes files of its folder. */
function checkOf(name: string, folder: string) {
  return {
    name,
    type: 'command',
    interval_seconds: 1,
    command: ['/bin/sh', '-c', `test ! -e ${join(folder, name)}.bad`],
  };
}

function playbookOf(name: string, folder: string) {
  return {
    name: `clean_${name}`,
    description: 'removes what makes a check fail',
    mode: 'approve',
    when: { metric: 'check_level', resource: name, is: 'above', value: 1 },
    actions: [
      {
        action: 'remove_files',
        settings: {
          roots: [folder],
          names: [`${name}.*`],
          except: ['never.bad'],
          older_than: '1s',
          age_of: 'modified',
          unseen_processes: 'accept',
        },
      },
    ],
    verify: { clear: 1, samples: 2, within: '8s' },
  };
}

async function approvalFor(at: Layout, playbook: string): Promise<string> {
  const found = () => listApprovals(at).approvals.find(({ request }) => request.playbook === playbook);
  return (await waitFor(found, { what: `the question of ${playbook}`, limitMs: 40_000 })).request.id;
}

test('what fails is asked about, healed when allowed, left alone when denied, and told when it did not help', async () => {
  const folder = makeFolder();
  const pager = join(makeFolder(), 'pager');
  const names = ['helped', 'denied', 'never'];
  const at = makeWorkspace({
    ...CALM,
    quiet_hours: { start: '00:00', end: '00:01' },
    escalation_channels: ['pager'],
    channels: { pager: { type: 'command', command: ['/bin/sh', '-c', `cat >> ${pager}`] } },
    agents: { 'metrics-collector': { schedule: '* * * * * *' } },
    health_checks: names.map((name) => checkOf(name, folder)),
  });
  for (const name of names)
    writeFile(join(at.playbooks, `clean_${name}.json`), JSON.stringify(playbookOf(name, folder)));
  const bad = (name: string) => writeFile(join(folder, `${name}.bad`), 'x');
  const runOf = (playbook: string) =>
    listRuns(at).runs.find((run) => run.playbook === playbook && run.state === 'ended');

  bad('helped');
  await startOrchestrator(at);
  const first = await approvalFor(at, 'clean_helped');
  expect(existsSync(join(folder, 'helped.bad'))).toBe(true);
  const shown = await runJson<{ approvals: unknown[] }>(['approvals', 'pending'], { workspace: at.root });
  expect(shown.data.approvals).toHaveLength(1);
  await runOps(['approvals', 'resolve', first, 'allow-once'], { workspace: at.root });
  const healed = await waitFor(() => runOf('clean_helped'), { what: 'the run', limitMs: 40_000 });
  expect(healed).toMatchObject({ outcome: 'verified', permission: { kind: 'approval', id: first } });
  expect(existsSync(join(folder, 'helped.bad'))).toBe(false);
  const incident = await waitFor(() => listIncidents(at, 'resolved').incidents[0], {
    what: 'the incident to be resolved',
    limitMs: 40_000,
  });
  expect(incident).toMatchObject({ resolvedBy: 'autoheal' });
  const lines = incident.timeline.filter(({ by }) => by === 'autoheal').map(({ text }) => text);
  for (const part of ['clean_helped is chosen', 'asks for approval', 'allow-once', 'runs (', 'step 1 done', 'verified'])
    expect(lines.some((line) => line.includes(part))).toBe(true);

  bad('denied');
  writeFile(join(folder, 'never.old'), 'x');
  bad('never');
  const second = await approvalFor(at, 'clean_denied');
  const said = await runOps(['sessions', 'send', 'ops-orchestrator', `deny ${second}`], { workspace: at.root });
  expect(said.stdout).toContain(`${second}: deny`);
  const third = await approvalFor(at, 'clean_never');
  await runOps(['approvals', 'resolve', third, 'allow-once'], { workspace: at.root });
  const failed = await waitFor(() => runOf('clean_never'), { what: 'the run that does not help', limitMs: 40_000 });
  expect(failed).toMatchObject({ outcome: 'failed', steps: [{ state: 'done' }] });
  expect(existsSync(join(folder, 'denied.bad'))).toBe(true);
  expect(runOf('clean_denied')).toBeUndefined();
  await waitFor(() => existsSync(pager) && readFileSync(pager, 'utf8').includes('AutoHeal failed: clean_never'), {
    what: 'the failure to be told',
  });
  expect(readAudit(at).faults).toEqual([]);
  await stopOrchestrator(at);
}, 120_000);
