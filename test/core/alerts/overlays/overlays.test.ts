import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledgeAlerts, resolveAlerts, unacknowledgeAlerts } from '../../../../src/core/alerts/overlays/acts.ts';
import { parseMatcher } from '../../../../src/core/alerts/overlays/matcher.ts';
import { isAcknowledged, loadOverlays, mutingsOf, silenceOf } from '../../../../src/core/alerts/overlays/overlays.ts';
import {
  addSilence,
  endSilence,
  forgetOldSilences,
  listSilences,
  silencesFolder,
} from '../../../../src/core/alerts/overlays/silence.ts';
import {
  addWindow,
  endOccurrence,
  forgetOldWindows,
  listWindows,
  maintenanceFolder,
  occurrenceAt,
  windowState,
} from '../../../../src/core/alerts/overlays/window.ts';
import { alertPath, listAlerts, readAlertEvents } from '../../../../src/core/alerts/store.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { openForAlert } from '../../../../src/core/incidents/for-alert.ts';
import { incidentOrThrow } from '../../../../src/core/incidents/store.ts';
import { makeWorkspace, writeFile } from '../../../helpers/index.ts';
import { alertOf, storeAlert } from './alerts.ts';

const T0 = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const cpu = alertOf();

function silence(at: Layout, words: readonly string[], from = T0, until = T0 + HOUR) {
  return addSilence(at, { matchers: words.map(parseMatcher), from, until, by: 'jan', comment: 'tests' }, T0);
}

describe('silences', () => {
  test('a silence mutes what matches from its start until before its end, and says who and why', () => {
    const at = makeWorkspace();
    const { id } = silence(at, ['alertname=cpu_usage'], T0 + MINUTE);
    const overlays = loadOverlays(at);
    expect(silenceOf(overlays, cpu, T0 + MINUTE - 1)).toBeNull();
    expect(silenceOf(overlays, cpu, T0 + MINUTE)).toBe(`silence ${id} by jan until 2026-03-01T11:00:00.000Z: tests`);
    expect(silenceOf(overlays, cpu, T0 + HOUR - 1)).not.toBeNull();
    expect(silenceOf(overlays, cpu, T0 + HOUR)).toBeNull();
    expect(silenceOf(overlays, alertOf({ labels: { alertname: 'other' } }), T0 + MINUTE)).toBeNull();
  });

  test('every matcher must fit; severity and fingerprint can be matched like labels', () => {
    const at = makeWorkspace();
    silence(at, ['severity=~"warning|critical"', `fingerprint=${cpu.fingerprint}`, 'resource=']);
    const overlays = loadOverlays(at);
    expect(silenceOf(overlays, cpu, T0)).not.toBeNull();
    expect(silenceOf(overlays, { ...cpu, severity: 'info' }, T0)).toBeNull();
    expect(silenceOf(overlays, { ...cpu, labels: { ...cpu.labels, resource: '/' } }, T0)).toBeNull();
  });

  test.each([
    [[], T0, T0 + 1, /needs a matcher/],
    [['a!=b'], T0, T0 + 1, /would silence everything/],
    [['a=~".*"'], T0, T0 + 1, /would silence everything/],
    [['a=b'], T0 + 2, T0 + 1, /ends before it begins/],
    [['a=b'], T0 - 2, T0 - 1, /over already/],
  ] as const)('%j from %i until %i is refused', (words, from, until, reason) => {
    expect(() => silence(makeWorkspace(), words, from, until)).toThrow(reason);
  });

  test('a silence without a comment is refused', () => {
    const given = { matchers: [parseMatcher('a=b')], from: T0, until: T0 + 1, by: 'jan', comment: ' ' };
    expect(() => addSilence(makeWorkspace(), given, T0)).toThrow('needs a comment');
  });

  test('one that is ended mutes no more, stays listed for five days, and is then forgotten', () => {
    const at = makeWorkspace();
    const { id } = silence(at, ['cpu_usage']);
    expect(endSilence(at, id, T0 + MINUTE)).not.toBeNull();
    expect(endSilence(at, id, T0 + MINUTE)).toBeNull();
    expect(silenceOf(loadOverlays(at), cpu, T0 + MINUTE)).toBeNull();
    expect(forgetOldSilences(at, T0 + 5 * DAY)).toBe(0);
    expect(forgetOldSilences(at, T0 + 5 * DAY + 2 * MINUTE)).toBe(1);
    expect(listSilences(at).silences).toEqual([]);
  });

  test('one that has not begun can be ended too', () => {
    const at = makeWorkspace();
    const { id } = silence(at, ['cpu_usage'], T0 + MINUTE);
    endSilence(at, id, T0);
    expect(listSilences(at).problems).toEqual([]);
    expect(silenceOf(loadOverlays(at), cpu, T0 + MINUTE)).toBeNull();
  });

  test.each([
    ['null'],
    ['{'],
    ['{"version":1,"id":"abcd0123","matchers":[]}'],
    ['{"version":1,"id":"abcd0123","matchers":[null],"startsAt":"2026-01-01","endsAt":"2027-01-01"}'],
    [
      '{"version":1,"id":"abcd0123","matchers":[{"name":"a","op":"=~","value":"("}],"startsAt":"2026-01-01","endsAt":"2027-01-01"}',
    ],
    [
      '{"version":1,"id":"abcd0123","matchers":[{"name":"a","op":"!=","value":"x"}],"startsAt":"2026-01-01","endsAt":"2027-01-01"}',
    ],
    [
      '{"version":1,"id":"abcd0123","matchers":[{"name":"alertname","op":"=","value":"cpu_usage"}],"startsAt":"now","endsAt":"x"}',
    ],
    [
      '{"version":1,"id":"ffff0123","matchers":[{"name":"alertname","op":"=","value":"cpu_usage"}],"startsAt":"2026-01-01","endsAt":"2027-01-01"}',
    ],
  ])('a record that is none, %s, mutes nothing, is named, and costs no other', (text) => {
    const at = makeWorkspace();
    silence(at, ['cpu_usage']);
    writeFile(join(silencesFolder(at), 'abcd0123.json'), text);
    const overlays = loadOverlays(at);
    expect(overlays.problems).toHaveLength(1);
    expect(mutingsOf(overlays, cpu, T0)).toHaveLength(1);
  });
});

describe('maintenance', () => {
  const nightly = { cron: '30 1 * * *', timeZone: 'Europe/Berlin', durationMs: 2 * HOUR };
  const add = (at: Layout, when: Parameters<typeof addWindow>[1]['when'], name = 'backup') =>
    addWindow(at, { name, matchers: [], when, by: 'jan', comment: '' }, T0);

  test('one without matchers mutes everything while it is open', () => {
    const at = makeWorkspace();
    add(at, { from: T0, until: T0 + HOUR });
    const overlays = loadOverlays(at);
    expect(silenceOf(overlays, cpu, T0)).toBe('maintenance backup by jan until 2026-03-01T11:00:00.000Z');
    expect(silenceOf(overlays, cpu, T0 + HOUR)).toBeNull();
  });

  test('one that comes again is open for its time after each occurrence, by the clock of its zone', () => {
    const window = add(makeWorkspace(), nightly);
    const open = (time: string) => occurrenceAt(window, Date.parse(time)) !== null;
    expect(open('2026-03-02T00:29:59.999Z')).toBe(false);
    expect(open('2026-03-02T00:30:00Z')).toBe(true);
    expect(open('2026-03-02T02:29:59.999Z')).toBe(true);
    expect(open('2026-03-02T02:30:00Z')).toBe(false);
    // In summer an hour earlier by UTC.
    expect(open('2026-07-01T23:30:00Z')).toBe(true);
    expect(open('2026-07-02T01:30:00Z')).toBe(false);
    // The night in which the clock skips an hour: two hours by elapsed time.
    expect(open('2026-03-29T02:29:59Z')).toBe(true);
    expect(open('2026-03-29T02:30:00Z')).toBe(false);
  });

  test('at any moment one that comes again is open exactly where an occurrence began less than its duration before', () => {
    const window = add(makeWorkspace(), { cron: '0 */6 * * *', timeZone: 'UTC', durationMs: 90 * MINUTE });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (offset) => {
        const now = T0 + offset;
        expect(occurrenceAt(window, now) !== null).toBe(now % (6 * HOUR) < 90 * MINUTE);
      }),
      { numRuns: 50 },
    );
  });

  test('ended early it is over until its next time', () => {
    const at = makeWorkspace();
    add(at, nightly);
    const now = Date.parse('2026-03-02T01:00:00Z');
    const [window] = listWindows(at).windows;
    if (window === undefined) throw new Error('no window');
    expect(endOccurrence(at, window, now)?.pausedUntil).toBe('2026-03-02T02:30:00.000Z');
    const [after] = listWindows(at).windows;
    if (after === undefined) throw new Error('no window');
    expect(windowState(after, now)).toBe('pending');
    expect(occurrenceAt(after, now + DAY)).not.toBeNull();
    expect(endOccurrence(at, after, now)).toBeNull();
  });

  test('one that is over is forgotten after five days; one that comes again never', () => {
    const at = makeWorkspace();
    add(at, { from: T0, until: T0 + HOUR }, 'once');
    add(at, nightly);
    expect(forgetOldWindows(at, T0 + 6 * DAY)).toBe(1);
    expect(listWindows(at).windows.map(({ name }) => name)).toEqual(['backup']);
  });

  test.each([
    [{ from: T0, until: T0 }, /over before it begins/],
    [{ from: T0 - 2, until: T0 - 1 }, /over before it begins/],
    [{ from: T0, until: T0 + 32 * DAY }, /31 days at most/],
    [{ ...nightly, cron: 'every night' }, /its schedule is none/],
    [{ ...nightly, timeZone: 'Mars/Base' }, /its schedule is none/],
    [{ ...nightly, durationMs: 0 }, /no right duration/],
    [{ ...nightly, cron: '0 0 31 2 *' }, /never comes/],
  ])('%j is refused', (when, reason) => {
    const at = makeWorkspace();
    expect(() => add(at, when)).toThrow(reason);
    expect(listWindows(at).windows).toEqual([]);
  });

  test('two of one name are refused, and a broken record mutes nothing', () => {
    const at = makeWorkspace();
    add(at, nightly);
    expect(() => add(at, nightly)).toThrow('already');
    writeFile(
      join(maintenanceFolder(at), 'abcd0123.json'),
      '{"version":1,"id":"abcd0123","name":"x","cron":"x","durationMs":5}',
    );
    expect(loadOverlays(at).problems).toHaveLength(1);
  });
});

describe('acts', () => {
  const jan = { by: 'jan', comment: 'on it', now: T0 };

  test('acknowledging is kept with the alert, in the history and in its incident, which is acknowledged too', () => {
    const at = makeWorkspace();
    const id = openForAlert(at, cpu, T0 - MINUTE);
    storeAlert(at, { incidentId: id });
    const until = '2026-03-01T12:00:00.000Z';
    const [alert] = acknowledgeAlerts(at, [cpu.fingerprint], until, jan);
    expect(listAlerts(at).alerts.get(cpu.fingerprint)).toEqual(alert);
    expect(alert).toMatchObject({ state: 'firing', acknowledged: { by: 'jan', until } });
    if (alert === undefined) throw new Error('nothing was changed');
    expect(isAcknowledged(alert, Date.parse(until) - 1)).toBe(true);
    expect(isAcknowledged(alert, Date.parse(until))).toBe(false);
    expect(readAlertEvents(at)).toMatchObject([{ what: 'acknowledged', by: 'jan', text: 'on it' }]);
    const { incident } = incidentOrThrow(at, id);
    expect(incident).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'jan' });
    expect(incident.timeline.map(({ text }) => text)).toContain(`alert cpu_usage acknowledged until ${until}: on it`);
    expect(unacknowledgeAlerts(at, [cpu.fingerprint], jan)).toHaveLength(1);
    expect(unacknowledgeAlerts(at, [cpu.fingerprint], jan)).toHaveLength(0);
  });

  test('resolving by hand is said in the incident, which then says that nothing holds', () => {
    const at = makeWorkspace();
    const id = openForAlert(at, cpu, T0 - MINUTE);
    storeAlert(at, { incidentId: id });
    expect(resolveAlerts(at, [cpu.fingerprint], jan)).toMatchObject([
      { state: 'resolved', resolvedAt: '2026-03-01T10:00:00.000Z' },
    ]);
    expect(resolveAlerts(at, [cpu.fingerprint], jan)).toEqual([]);
    expect(acknowledgeAlerts(at, [cpu.fingerprint], null, jan)).toEqual([]);
    const texts = incidentOrThrow(at, id).incident.timeline.map(({ text }) => text);
    expect(texts[1]).toBe('alert cpu_usage resolved by hand: on it');
    expect(texts[2]).toMatch(/^all alerts resolved/);
  });

  test('what is not there, or whose incident is gone or broken, is no reason to fail', () => {
    const at = makeWorkspace();
    expect(acknowledgeAlerts(at, ['0000000000000000'], null, jan)).toEqual([]);
    storeAlert(at, { incidentId: '20260101-0000-gone' });
    expect(acknowledgeAlerts(at, [cpu.fingerprint], null, jan)).toHaveLength(1);
    writeFileSync(join(at.activeIncidents, 'broken.md'), '---\nbroken\n---\n');
    storeAlert(at, { incidentId: 'broken' });
    expect(acknowledgeAlerts(at, [cpu.fingerprint], null, jan)).toHaveLength(1);
    writeFileSync(alertPath(at, '1111111111111111'), 'x');
    expect(acknowledgeAlerts(at, ['1111111111111111'], null, jan)).toEqual([]);
    expect(readdirSync(at.locks)).toEqual([]);
  });
});
