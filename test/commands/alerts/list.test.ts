import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as list } from '../../../src/commands/alerts/list.ts';
import { run as show } from '../../../src/commands/alerts/show.ts';
import { run as silence } from '../../../src/commands/alerts/silence.ts';
import { alertsFolder } from '../../../src/core/alerts/store.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { makeWorkspace, writeFile } from '../../helpers/index.ts';
import { call } from '../call.ts';

function fresh(root: string): void {
  const at = new Date().toISOString();
  const summary = {
    at,
    cpuPercent: 1,
    memoryPercent: 1,
    worstDisk: null,
    load: null,
    uptimeSeconds: 1,
    missing: [],
    warnings: [],
  };
  writeFile(
    join(root, 'metrics', 'latest.json'),
    JSON.stringify({ version: 1, at, intervalSeconds: 300, summary, disks: [] }),
  );
}

test('no data is not fine: without a fresh sample the list says that nothing is known', async () => {
  const at = makeWorkspace();
  const { text, warnings, data } = await call(list, at);
  expect(text).toMatch(/^No alert, but nothing is known now\.\nNewest sample: no sample was taken yet\n$/);
  expect(warnings).toHaveLength(1);
  expect(data).toMatchObject({ count: 0, metrics: { state: 'missing', ageMs: null, stale: true } });
  fresh(at.root);
  expect(await call(list, at)).toMatchObject({
    text: expect.stringMatching(/^No alert\.\nNewest sample: \d+s old\n$/),
    warnings: [],
  });
});

test('the most urgent comes first, with what lies over it and how old the data is', async () => {
  const at = makeWorkspace();
  fresh(at.root);
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const label = (alertname: string) => ({ alertname, source: 'test' });
  storeAlert(at, { labels: label('pending'), state: 'pending', severity: 'warning' });
  storeAlert(at, { labels: label('gone'), state: 'resolved', resolvedAt: ago(1) });
  storeAlert(at, { labels: label('small'), severity: 'warning', flapping: true, activeAt: ago(90), updatedAt: ago(5) });
  storeAlert(at, { labels: label('stale'), state: 'stale' });
  storeAlert(at, { labels: label('big'), acknowledged: { by: 'jan', at: ago(5), until: null } });
  await call(silence, at, { args: ['small'], options: { for: '1h', comment: 'x', by: 'jan' } });
  const { text, data } = await call(list, at);
  const lines = text.split('\n').map((line) => line.replaceAll(/ {2,}/g, '|'));
  expect(lines[1]).toMatch(/^[0-9a-f]{8}\|critical\|firing\|big\|95%\|.* ago\|.* ago\|acked\|CPU usage: 95%$/);
  expect(lines[2]).toMatch(/^[0-9a-f]{8}\|warning\|firing\|small\|95%\|1h 30m ago\|5m ago\|silenced flapping\|/);
  expect(lines[3]).toContain('|stale|stale|');
  expect(data).toMatchObject({ count: 3, totalCount: 3 });
  expect((await call(list, at, { options: { all: true } })).data).toMatchObject({ count: 5 });
  expect((await call(list, at, { options: { state: 'pending' } })).data).toMatchObject({
    alerts: [{ state: 'pending', overlays: { acknowledged: false, silenced: false, inhibited: false, mutedBy: [] } }],
  });
});

test('a rule that another alert explains is inhibited, and says by which', async () => {
  const at = makeWorkspace();
  const rules = [
    {
      name: 'host',
      metric: 'cpu_percent',
      critical: { value: 90 },
      inhibits: [{ matchers: { alertname: 'derived' } }],
    },
  ];
  writeFile(at.config, JSON.stringify({ alerts: { rules } }));
  const source = storeAlert(at, { labels: { alertname: 'host', source: 'rules', metric: 'cpu_percent' } });
  storeAlert(at, { labels: { alertname: 'derived', source: 'rules' } });
  const { data, warnings } = await call(list, at);
  expect(warnings).toEqual([expect.stringMatching(/newest sample/)]);
  const derived = (data.alerts as { labels: { alertname: string }; overlays: object }[]).find(
    ({ labels }) => labels.alertname === 'derived',
  );
  expect(derived?.overlays).toMatchObject({ inhibited: true, inhibitedBy: source.fingerprint });
});

test('a file that is no alert, and a configuration that is broken, cost themselves only', async () => {
  const at = makeWorkspace();
  storeAlert(at);
  writeFile(join(alertsFolder(at), '0123456789abcdef.json'), '{');
  writeFile(at.config, '{ broken');
  const { data, warnings } = await call(list, at);
  expect(data).toMatchObject({ count: 1, problems: [{ file: '0123456789abcdef.json' }] });
  expect(warnings).toHaveLength(3);
});

test('an alert is shown by the beginning of its fingerprint or by its rule', async () => {
  const at = makeWorkspace();
  const { fingerprint } = storeAlert(at, { message: 'a\u001b[31mb' });
  storeAlert(at, { labels: { alertname: 'disk', source: 'rules', resource: '/' } });
  storeAlert(at, { labels: { alertname: 'disk', source: 'rules', resource: '/data' } });
  const { text, data } = await call(show, at, { args: ['cpu_usage'] });
  expect(text).toContain('cpu_usage: ab');
  expect(data).toMatchObject({ fingerprint, events: [] });
  expect((await call(show, at, { args: [fingerprint.slice(0, 5).toUpperCase()] })).data).toMatchObject({ fingerprint });
  await expect(call(show, at, { args: ['disk'] })).rejects.toMatchObject({ code: 'E_AMBIGUOUS' });
  await expect(call(show, at, { args: ['nothing'] })).rejects.toThrow('No alert begins with "nothing"');
});

test('a password in what somebody said is shown to nobody', async () => {
  const at = makeWorkspace();
  storeAlert(at, { message: 'db password=hunter2secret refused' });
  const { data, text } = await call(list, at);
  expect(`${JSON.stringify(data)}${text}`).not.toContain('hunter2secret');
});
