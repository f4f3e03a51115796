import { expect, test } from 'vitest';
import { run as ack } from '../../../src/commands/alerts/ack.ts';
import { run as resolve } from '../../../src/commands/alerts/resolve.ts';
import { listAlerts } from '../../../src/core/alerts/store.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { call } from '../call.ts';

test('alerts are acknowledged for a time or until they are over, by whom is kept, and it can be taken back', async () => {
  const at = makeWorkspace();
  const { fingerprint } = storeAlert(at);
  const before = Date.now();
  const { data } = await call(ack, at, { args: ['cpu_usage'], options: { for: '2h', comment: 'batch', by: 'jan' } });
  const until = Date.parse(String(data.until)) - before;
  expect(until).toBeGreaterThanOrEqual(7_200_000);
  expect(until).toBeLessThan(7_260_000);
  expect(data).toMatchObject({ changed: [fingerprint], unchanged: [] });
  expect(listAlerts(at).alerts.get(fingerprint)?.acknowledged).toMatchObject({ by: 'jan', until: data.until });
  await call(ack, at, { args: ['all'], options: { by: 'jan', undo: true } });
  expect(listAlerts(at).alerts.get(fingerprint)?.acknowledged).toBeNull();
  const again = await call(ack, at, { args: ['all'], options: { by: 'jan', undo: true } });
  expect(again.warnings).toEqual([`${fingerprint} was not acknowledged; it is left as it is`]);
});

test('an alert that is resolved by hand says so, and that a rule may bring it back', async () => {
  const at = makeWorkspace();
  const { fingerprint } = storeAlert(at);
  const { data, warnings } = await call(resolve, at, { args: [fingerprint], options: { by: 'jan', comment: 'test' } });
  expect(data).toMatchObject({ changed: [fingerprint], alerts: [{ state: 'resolved' }] });
  expect(warnings).toEqual([expect.stringMatching(/comes back while its condition holds/)]);
  expect((await call(ack, at, { args: [fingerprint], options: {} })).data).toMatchObject({ unchanged: [fingerprint] });
});

test.each([
  [{ for: '2 hours' }, '--for takes a duration'],
  [{ until: 'tomorrow' }, '--until takes a time'],
  [{ until: '2020-01-01T00:00Z' }, 'over already'],
  [{ for: '1h', until: '2099-01-01T00:00Z' }, 'give one of them'],
])('a time that is none is refused: %o', async (options, message) => {
  const at = makeWorkspace();
  storeAlert(at);
  await expect(call(ack, at, { args: ['all'], options })).rejects.toThrow(message);
});
