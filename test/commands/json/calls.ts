import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine } from '../../../src/commands/command-line.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { enqueue } from '../../../src/core/notify/outbox/store.ts';
import { newNotification, outgoingOf } from '../../../src/core/notify/tell.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';

export interface Called {
  line: string;
  path: string;
  data: unknown;
}

type Data = Record<string, unknown> & Record<'id' | 'runId' | 'childSessionKey', string>;

/** A workspace in which every command has something to say. */
export const CONFIG = {
  agents: { 'logs-analyzer': { schedule: '0 0 1 1 *' }, 'metrics-collector': { schedule: '0 0 1 1 *' } },
  logs: { sources: [] as string[] },
  channels: { note: { type: 'command', command: ['true'] } },
  escalation_channels: ['note'],
  health_checks: [{ name: 'always', type: 'command', command: ['true'], interval_seconds: 1 }],
};

/** Runs every command that prints JSON, in an order in which each finds what it needs, and answers what each gave. */
export async function callAll(at: Layout): Promise<Called[]> {
  const called: Called[] = [];
  const files = join(at.root, '..', 'files');
  mkdirSync(files, { recursive: true });
  const file = (name: string, text: string) => {
    const path = join(files, name);
    writeFileSync(path, text);
    return path;
  };
  const call = async (line: string, more: readonly string[] = []): Promise<Data> => {
    const parsed = parseCommandLine(['--workspace', at.root, '--json', ...line.split(' '), ...more]);
    if (parsed === null) throw new Error(`${line} asked for help`);
    const { run } = await parsed.spec.load();
    const result = await run({ ...parsed.input, print: () => {}, say: () => {} });
    if (result === null) throw new Error(`${line} printed no JSON`);
    const data = JSON.parse(JSON.stringify(result.data)) as Data;
    called.push({ line, path: parsed.spec.path, data });
    return data;
  };
  const log = file(
    'app.log',
    '2026-03-04T10:00:00Z ERROR disk 1 is full\n2026-03-04T10:00:01Z INFO user 7 came\n'.repeat(3),
  );

  await call('init', [join(files, 'new')]);
  await call('config file');
  await call('config get heartbeat_interval_minutes');
  await call('config set heartbeat_interval_minutes 20');
  await call('config unset heartbeat_interval_minutes');
  await call(`config patch ${file('patch.json', '{"heartbeat_interval_minutes":25}')}`);
  await call('config schema');
  await call('config validate');

  await call('agents add keeper --persistent', ['--', 'sleep', '600']);
  await call('agents add once', ['--', 'true']);
  await call('agents edit once --schedule', ['0 0 1 1 *']);
  await call('agents disable once');
  await call('agents enable once');
  await call('agents reload');
  await call('agents list');
  await call('agents show keeper');
  await call('agents restart keeper');
  await call('agents stop keeper');
  await call('agents start keeper');
  const spawned = await call('agents spawn one --wait', ['--', 'sh', '-c', 'echo hello; exit 3']);
  const child = spawned.childSessionKey;
  await call('sessions list --all');
  await call(`sessions status ${child}`);
  await call(`sessions history ${child}`);
  await call(`sessions wait ${child}`);
  await call('sessions send ops-orchestrator status');
  await call(`sessions export-trajectory ${child} --output ${join(files, 'trajectory.jsonl')}`);
  await call('tasks list');
  await call(`tasks show ${child}`);
  await call(`tasks retry ${child}`);
  await call(`sessions archive ${child}`);
  const long = await call('agents spawn two', ['--', 'sleep', '600']);
  await call(`tasks cancel ${long.childSessionKey} --force`);
  await call(`sessions delete ${long.childSessionKey} --yes`);
  const third = await call('agents spawn three', ['--', 'sleep', '600']);
  await call(`sessions abort ${third.childSessionKey} --force`);
  await call('sessions cleanup');
  await call('agents delete once --force');

  await call('cron add nightly', ['--cron', '0 3 * * *', '--', 'true']);
  await call('cron list');
  await call('cron edit nightly --description', ['every night']);
  await call('cron show nightly');
  await call('cron disable nightly');
  await call('cron enable nightly');
  await call('cron run nightly --wait');
  await call('cron runs');
  await call('cron status');
  await call('cron rm nightly');

  await call('status');
  await call('status --all');
  await call('health');
  await call('up');
  await call('system event', ['something happened']);
  await call('system presence');
  await call('system heartbeat now');
  await call('system heartbeat last');
  await call('system heartbeat disable');
  await call('system heartbeat enable');
  await call('doctor');
  await call('logs --limit 5');
  await call(`logs templates ${log}`);
  await call(`logs top ${log}`);
  await call('agents spawn logs-analyzer --wait');
  await call('logs new');
  await call(`logs errors ${log}`);
  await call(`logs search disk ${log}`);
  await call('agents spawn metrics-collector --wait');
  await call('metrics show');
  await call('metrics history cpu_percent');
  await call('metrics top');
  await call(`metrics export --output ${join(files, 'metrics.prom')}`);
  await call('metrics check');
  const readings = Array.from(
    { length: 400 },
    (_, index) => `${new Date(1.7e12 + index * 300_000).toISOString()},${index === 390 ? 900 : index % 7}`,
  );
  await call(`metrics anomalies --csv ${file('readings.csv', `timestamp,value\n${readings.join('\n')}\n`)}`);

  const { fingerprint, labels } = storeAlert(at);
  const alert = fingerprint;
  await call('alerts list');
  await call(`alerts show ${alert}`);
  await call(`alerts explain ${alert}`);
  await call(`alerts ack ${alert}`);
  await call('alerts silence alertname=other --for 1h --comment why');
  const silences = await call('alerts silences');
  const [silence] = silences.silences as { id: string }[];
  await call(`alerts unsilence ${silence?.id}`);
  await call('alerts maintenance start upgrade alertname=other --for 1h --comment why');
  await call('alerts maintenance list');
  await call('alerts maintenance end upgrade');
  await call('alerts rules list');
  await call('alerts rules check');
  const series = Array.from(
    { length: 30 },
    (_, index) => `${new Date(1.7e12 + index * 60_000).toISOString()},cpu_percent,95`,
  );
  await call(`alerts rules test --series ${file('series.csv', `timestamp,metric,value\n${series.join('\n')}\n`)}`);
  await call(`alerts resolve ${alert}`);
  await call('alerts raise empty --name stock_empty');
  const opened = (await call('incidents open the shop is slow')).incident as { id: string };
  const incident = opened.id;
  await call(`incidents note ${incident} looked into it`);
  await call(`incidents ack ${incident}`);
  await call(`incidents assign ${incident} kim`);
  await call(`incidents resolve ${incident}`);
  await call(`incidents reopen ${incident}`);
  await call(`incidents show ${incident}`);
  await call('incidents list');

  mkdirSync(at.playbooks, { recursive: true });
  const own = {
    ...{ name: 'own', description: 'waits', mode: 'approve', when: { alert: labels.alertname } },
    actions: [{ action: 'wait', settings: { for: '1s' } }],
    verify: { samples: 1, within: '1s' },
  };
  writeFileSync(join(at.playbooks, 'own.json'), JSON.stringify(own));
  storeAlert(at);
  await call('heal list');
  await call('heal show own');
  await call('heal schema');
  const asked = await call('heal plan own --ask');
  const approval = (asked.approval as { id: string }).id;
  await call('approvals pending');
  await call(`approvals get ${approval}`);
  await call('approvals get');
  await call(`approvals resolve ${approval} allow-once`);
  await call(`heal run ${(asked.plan as { id: string }).id} --approval ${approval}`);
  await call('heal history');
  await call('heal stop --reason test');
  await call('heal resume');
  await call('approvals allowlist add own /var');
  const { rules } = (await call('approvals get')) as unknown as { rules: { id: string }[] };
  await call(`approvals allowlist remove ${rules[0]?.id}`);
  await call('audit list');
  await call('audit verify');

  await call('channels list');
  await call('channels test note');
  await call('message send --channel note hello');
  await call('message broadcast hello');
  await call('outbox list --all');
  for (const text of ['one', 'two']) {
    enqueue(at, outgoingOf(newNotification({ severity: 'info', subject: text, text }), '2099-01-01T00:00:00.000Z'));
    await call(`outbox ${text === 'one' ? 'retry' : 'drop'} all`);
  }
  await call('backup create');
  await call('backup list');
  await call('backup verify');
  await call('backup restore --dry-run');
  await call('daemon status');
  await call('daemon logs');
  await call('report daily --format json');
  await call('wait --for health=ok --timeout 1s');
  await call('dashboard --once');
  await call('help pages');
  await call('help exit-codes');
  return called;
}
