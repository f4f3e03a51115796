import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeUrgent } from '../../../src/core/alerts/urgent/take.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { filesIn, taker } from '../../core/alerts/urgent/support.ts';
import { CALM, makeFolder, makeWorkspace, startOrchestrator, waitFor, writeFile } from '../../helpers/index.ts';
import { freePort } from './free-port.ts';
import { start, startListener } from './listening.ts';

function isInstalled(): boolean {
  const found = ['prometheus-alertmanager', 'amtool'].every(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (!found) console.warn('skipped: prometheus-alertmanager is not installed (apt install prometheus-alertmanager)');
  return found;
}

/** A real Alertmanager that tells at once, and posts to the listener with its token. */
async function startAlertmanager(url: string, tokenFile: string): Promise<string> {
  const folder = makeFolder();
  const config = writeFile(
    join(folder, 'alertmanager.yml'),
    `route: { receiver: ops, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: ops
    webhook_configs:
      - url: ${url}/alertmanager
        send_resolved: true
        http_config: { authorization: { credentials_file: ${tokenFile} } }
`,
  );
  const address = `127.0.0.1:${await freePort()}`;
  const [listen, cluster] = [`--web.listen-address=${address}`, '--cluster.listen-address='];
  start('prometheus-alertmanager', [`--config.file=${config}`, `--storage.path=${folder}`, listen, cluster]);
  await waitFor(async () => (await fetch(`http://${address}/-/ready`).catch(() => null))?.ok, {
    what: 'Alertmanager',
    everyMs: 50,
  });
  return `http://${address}`;
}

function amtool(alertmanager: string, ...words: string[]): void {
  const ran = spawnSync('amtool', [`--alertmanager.url=${alertmanager}`, 'alert', 'add', ...words], {
    encoding: 'utf8',
  });
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
}

async function nextAlarm(at: Layout) {
  await waitFor(() => filesIn(at, 'incoming').length > 0, { what: 'an alarm' });
  const { take, calls } = taker();
  await takeUrgent(at, { take });
  return calls.flat();
}

test.skipIf(!isInstalled())(
  'alerts that amtool gives a real Alertmanager come in firing and resolved, as the same alarm',
  async () => {
    const at = makeWorkspace();
    const { url, tokenFile } = await startListener(at);
    const alertmanager = await startAlertmanager(url, tokenFile);
    const words = [
      'alertname=DiskFull',
      'instance=db1',
      'severity=critical',
      '--annotation=summary=Disk of db1 is full',
    ];
    amtool(alertmanager, ...words);
    const [begun, ...others] = await nextAlarm(at);
    expect(others).toEqual([]);
    expect(begun).toMatchObject({
      labels: { alertname: 'DiskFull', instance: 'db1', resource: 'db1', severity: 'critical', source: 'alertmanager' },
      ...{ status: 'firing', severity: 'critical', message: 'Disk of db1 is full', endsAt: null },
    });
    amtool(alertmanager, ...words, `--end=${new Date().toISOString()}`);
    const [over] = await nextAlarm(at);
    expect(over).toMatchObject({ status: 'resolved', labels: begun?.labels });
    expect(filesIn(at, 'rejected')).toEqual([]);
  },
);

/** Slack's two methods as its reference describes them: what was posted and changed, in order. */
async function startSlack(): Promise<{ url: string; said: { method: string; text: string; thread: string | null }[] }> {
  const said: { method: string; text: string; thread: string | null }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => {
      body += data;
    });
    request.on('end', () => {
      const { text, thread_ts: thread = null } = JSON.parse(body);
      said.push({ method: (request.url ?? '').slice(1), text, thread });
      const answer = JSON.stringify({ ok: true, channel: 'C1', ts: `${said.length}.0` });
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, said };
}

test.skipIf(!isInstalled())(
  'from amtool over a real Alertmanager, the listener and the orchestrator to Slack, firing and resolved, in one thread',
  async () => {
    const slack = await startSlack();
    const at = makeWorkspace({
      ...CALM,
      channels: { slack: { type: 'slack-bot', token: 'xoxb-test', channel: '#ops', api_url: slack.url } },
      escalation_channels: ['imessage', 'slack'],
    });
    await startOrchestrator(at);
    const { url, tokenFile } = await startListener(at);
    const alertmanager = await startAlertmanager(url, tokenFile);
    const words = [
      'alertname=DiskFull',
      'instance=db1',
      'severity=critical',
      '--annotation=summary=Disk of db1 is full',
    ];
    amtool(alertmanager, ...words);
    await waitFor(() => slack.said.length > 0, { what: 'the alarm in Slack' });
    expect(slack.said[0]).toMatchObject({ method: 'chat.postMessage', thread: null });
    expect(slack.said[0]?.text).toMatch(/^🚨 Urgent alarm\n- Disk of db1 is full/);
    amtool(alertmanager, ...words, `--end=${new Date().toISOString()}`);
    await waitFor(() => slack.said.length > 2, { what: 'that it is over' });
    expect(slack.said.slice(1)).toMatchObject([
      { method: 'chat.update', text: expect.stringContaining('✅') },
      { method: 'chat.postMessage', thread: '1.0', text: expect.stringContaining('Disk of db1 is full') },
    ]);
  },
);
