import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run as end } from '../../../src/commands/alerts/maintenance-end.ts';
import { run as windows } from '../../../src/commands/alerts/maintenance-list.ts';
import { run as start } from '../../../src/commands/alerts/maintenance-start.ts';
import { run as silence } from '../../../src/commands/alerts/silence.ts';
import { run as silences } from '../../../src/commands/alerts/silences.ts';
import { run as unsilence } from '../../../src/commands/alerts/unsilence.ts';
import { silencesFolder } from '../../../src/core/alerts/overlays/silence.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { makeWorkspace, writeFile } from '../../helpers/index.ts';
import { call } from '../call.ts';

const forAnHour = { for: '1h', comment: 'moving files', by: 'jan' };

describe('silences', () => {
  test('a silence says what it matches now, is listed, and ends by the beginning of its id', async () => {
    const at = makeWorkspace();
    const { fingerprint } = storeAlert(at);
    storeAlert(at, { labels: { alertname: 'other', source: 'x' } });
    const made = await call(silence, at, { args: ['alertname=~cpu.*', 'source=rules'], options: forAnHour });
    expect(made.data).toMatchObject({ matches: [fingerprint] });
    expect(made.text).toMatch(/alertname=~cpu\.\* source=rules\nIt matches now:\n {2}[0-9a-f]{16} cpu_usage$/);
    const listed = await call(silences, at);
    expect(listed.text).toMatch(
      /^[0-9a-f]{8} {2}active +in (?:59m 59s|1h) +jan +alertname=~cpu\.\* source=rules +moving files$/m,
    );
    const { id } = made.data.silence as { id: string };
    expect((await call(unsilence, at, { args: [id.slice(0, 4)] })).data).toMatchObject({ ended: [id] });
    expect((await call(silences, at)).text).toBe('No silence.');
    expect((await call(silences, at, { options: { all: true } })).data).toMatchObject({
      silences: [{ id, state: 'expired' }],
    });
    expect((await call(unsilence, at, { args: ['all'] })).data).toMatchObject({ ended: [] });
    await expect(call(unsilence, at, { args: [id] })).rejects.toThrow('No silence that lasts begins with');
  });

  test('a fingerprint silences one alert', async () => {
    const at = makeWorkspace();
    const { fingerprint } = storeAlert(at);
    storeAlert(at, { labels: { alertname: 'cpu_usage', source: 'rules', resource: 'other' } });
    const { data } = await call(silence, at, { args: [fingerprint.slice(0, 8)], options: forAnHour });
    expect(data).toMatchObject({ matches: [fingerprint] });
  });

  test.each([
    [['a=b'], { comment: 'x' }, 'Every silence ends'],
    [['a=b'], { for: '1h' }, 'needs a comment'],
    [['a='], forAnHour, 'would silence everything'],
    [['a=~('], forAnHour, 'is no matcher'],
    [['a=b'], { comment: 'x', until: '2020-01-01T00:00Z' }, 'ends before it begins'],
  ])('%j with %o is refused', async (args, options, message) => {
    await expect(call(silence, makeWorkspace(), { args, options })).rejects.toThrow(message);
  });

  test('a record that somebody broke is named', async () => {
    const at = makeWorkspace();
    writeFile(join(silencesFolder(at), 'x.json'), '{');
    expect((await call(silences, at)).warnings).toEqual([
      expect.stringMatching(/x\.json: is not JSON.*it silences nothing/),
    ]);
  });
});

describe('maintenance', () => {
  test('a window is announced, listed, ended and over', async () => {
    const at = makeWorkspace();
    const { text, data } = await call(start, at, { args: ['kernel update'], options: { for: '1h', by: 'jan' } });
    expect(text).toMatch(/^Maintenance kernel update \([0-9a-f]{8}\) until .*Z: every alert$/);
    expect(data).toMatchObject({ open: true });
    expect((await call(windows, at)).text).toMatch(/kernel update +active +until /);
    expect((await call(end, at, { args: ['kernel update'] })).text).toBe('Maintenance kernel update is over.');
    expect((await call(windows, at)).text).toBe('No maintenance window.');
    await expect(call(end, at, { args: ['kernel update'] })).rejects.toThrow('There is no maintenance window');
  });

  test('one that comes again takes the zone of the configuration, is not open before its time, and is removed for good', async () => {
    const at = makeWorkspace({ time_zone: 'Asia/Seoul' });
    const options = { cron: '0 3 1 1 *', for: '45m', by: 'jan' };
    const { data } = await call(start, at, { args: ['nightly', 'source=rules'], options });
    expect(data).toMatchObject({ window: { timeZone: 'Asia/Seoul', durationMs: 2_700_000 } });
    expect((await call(windows, at)).text).toMatch(
      /nightly +(?:pending|active) .*0 3 1 1 \* \(Asia\/Seoul\) +source=rules/,
    );
    if (data.open === false) await expect(call(end, at, { args: ['nightly'] })).rejects.toThrow('is not open now');
    expect((await call(end, at, { args: ['nightly'], options: { remove: true } })).data).toMatchObject({
      removed: true,
    });
    expect((await call(windows, at, { options: { all: true } })).data).toMatchObject({ count: 0 });
  });

  test.each([
    [{}, 'Every maintenance ends'],
    [{ cron: '0 3 * * *' }, '--for takes a duration'],
    [{ cron: '0 3 * * *', for: '1h', until: '2099-01-01T00:00' }, 'neither --from nor --until'],
    [{ cron: 'nightly', for: '1h' }, 'its schedule is none'],
    [{ cron: '0 3 * * *', for: '1h', zone: 'Mars/Base' }, 'its schedule is none'],
  ])('%o is refused', async (options, message) => {
    await expect(call(start, makeWorkspace(), { args: ['x'], options })).rejects.toThrow(message);
  });
});
