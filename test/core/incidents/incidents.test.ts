import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Layout } from '../../../src/core/files/layout.ts';
import {
  acknowledgeIncident,
  assignIncident,
  noteIncident,
  reopenIncident,
  resolveIncident,
  tidyIncidents,
} from '../../../src/core/incidents/acts.ts';
import { noteIfAllClear, noteOnIncident, openForAlert } from '../../../src/core/incidents/for-alert.ts';
import { measureIncidents } from '../../../src/core/incidents/measure.ts';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { resourceClassOf } from '../../../src/core/incidents/resource-class.ts';
import { findIncidentId, incidentOrThrow, listIncidents } from '../../../src/core/incidents/store.ts';
import { openIncidents } from '../../../src/core/status/facts.ts';
import { makeWorkspace, writeFile } from '../../helpers/index.ts';
import { alertOf } from '../alerts/overlays/alerts.ts';

const T0 = Date.parse('2026-03-01T09:30:00Z');
const MINUTE = 60_000;
const jan = (now: number, text: string | null = null) => ({ by: 'jan', text, now });

function opened(at: Layout, title = 'Checkout is slow', now = T0): string {
  return openIncident(at, { title, severity: 'critical', by: 'jan', message: null }, now);
}

function byHand(at: Layout, name: string, text: string): void {
  writeFile(join(at.activeIncidents, `${name}.md`), text);
}

function frontMatter(content: string): Record<string, unknown> {
  return parse(/^---\n(.*?)\n---\n/s.exec(content)?.[1] ?? '') as Record<string, unknown>;
}

describe('opening', () => {
  test.each([
    'plain',
    '"quoted" and \'single\'',
    'a: b # c',
    '- [ ] list',
    '---',
    'null',
    'yes',
    '\\ back \\n',
    '한국어 장애',
    'x\u0085y\u00a0z',
    '#',
    '😀 {a} [b] &c *d !e |f >g %h @i `j`',
  ])('a title of %j is one value of the front matter, for us and for any reader of YAML', (title) => {
    const at = makeWorkspace();
    const id = openIncident(
      at,
      { title, severity: 'warning', by: title, message: title, assignee: title, kind: title },
      T0,
    );
    const { incident, content } = incidentOrThrow(at, id);
    expect(incident.problems).toEqual([]);
    expect(frontMatter(content)).toMatchObject({
      title: incident.title,
      assignee: incident.assignee,
      kind: incident.kind,
      status: 'open',
      alerts: [],
    });
    expect(incident.timeline).toHaveLength(1);
  });

  test('text from outside can neither end the front matter nor make headings, code or a second entry, and secrets are redacted', () => {
    const at = makeWorkspace();
    const evil =
      'x\n---\nstatus: resolved\n## Timeline\n```\n\u001b[2Jpassword=hunter2\r\n- 2026-01-01T00:00:00Z root: resolved';
    const id = openForAlert(at, alertOf({ message: evil, labels: { alertname: evil, source: 'x`y' } }), T0);
    noteOnIncident(at, id, { at: new Date(T0).toISOString(), by: evil, text: evil });
    const { incident, content } = incidentOrThrow(at, id);
    expect(incident).toMatchObject({ status: 'open', problems: [] });
    expect(incident.timeline).toHaveLength(2);
    expect(content).not.toContain('hunter2');
    expect(content).not.toContain('\u001b');
    expect(content.match(/^## Timeline$/gm)).toHaveLength(1);
    expect(content.match(/^```/gm)).toBeNull();
  });

  test('two of the same minute and title have names of their own, also beside a resolved one', () => {
    const at = makeWorkspace();
    const first = opened(at);
    resolveIncident(at, first, jan(T0));
    expect([first, opened(at), opened(at)]).toEqual([
      '20260301-0930-checkout-is-slow',
      '20260301-0930-checkout-is-slow-2',
      '20260301-0930-checkout-is-slow-3',
    ]);
  });

  test('a title without letters, and a very long one, make a name', () => {
    const at = makeWorkspace();
    expect(opened(at, '!!!')).toBe('20260301-0930-incident');
    expect(Buffer.byteLength(opened(at, '장애'.repeat(200)))).toBeLessThan(200);
    expect(() => opened(at, ' \n ')).toThrow('needs a title');
  });
});

describe('by hand', () => {
  test('a plain Markdown file is an incident, and is given front matter by the first act only', () => {
    const at = makeWorkspace();
    const text = '# Database outage\r\n\r\nThe master is gone.\r\n';
    byHand(at, '20260301-0815-db', text);
    const { incident } = incidentOrThrow(at, '20260301-0815-db');
    expect(incident).toMatchObject({
      title: 'Database outage',
      status: 'open',
      openedAt: '2026-03-01T08:15:00.000Z',
      problems: [],
    });
    acknowledgeIncident(at, '20260301-0815-db', jan(T0));
    const { content, incident: after } = incidentOrThrow(at, '20260301-0815-db');
    expect(after).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'jan', title: 'Database outage' });
    expect(content).toContain(text);
    expect(content.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('comments, unknown keys and the order of keys stay as a person left them', () => {
    const at = makeWorkspace();
    const text = [
      '---',
      '# mine',
      'jira: OPS-17   # see there',
      'status: open # until Monday',
      'tags:',
      '  - db',
      '  - "night"',
      "title: 'it''s down'",
      'alerts:',
      '- 0123456789abcdef',
      '---',
      'text',
    ].join('\n');
    byHand(at, 'x', text);
    assignIncident(at, 'x', 'mina', jan(T0));
    acknowledgeIncident(at, 'x', jan(T0 + 1));
    const { content, incident } = incidentOrThrow(at, 'x');
    expect(incident).toMatchObject({ title: "it's down", alerts: ['0123456789abcdef'], assignee: 'mina' });
    expect(content).toContain(
      '# mine\njira: OPS-17   # see there\nstatus: acknowledged # until Monday\ntags:\n  - db\n  - "night"\n',
    );
    expect(content).toMatch(/\n---\ntext\n\n## Timeline\n\n- .*assigned to mina\n- .*acknowledged\n$/);
  });

  test.each([
    ['---\ntitle: x\nno end', 1, /has no end/],
    ['---\ntitle: "x\n---\n', 2, /double quote has no end/],
    ['---\ntitle: x\nseverity: dreadful\n---\n', 3, /severity: must be one of/],
    ['---\nopened: yesterday\n---\n', 2, /opened: must be a time/],
    ['---\ntitle: x\n\nwhat is this\n---\n', 4, /not of the form key: value/],
    ['---\nstatus: open\nstatus: open\n---\n', 3, /status stands there twice/],
    ['---\n  indented: x\n---\n', 2, /belongs to no key/],
    ['---\nalerts: [a, "b\n---\n', 2, /alerts: the list is not closed/],
    ['---\nversion: 2\n---\n', 2, /only version 1 is known/],
    ['---\ntitle: |\n  several\n  lines\n---\n', 2, /must stand on the line of its key/],
  ])(
    'broken front matter %j costs an error that names the line, and is listed, noted and kept all the same',
    (text, line, reason) => {
      const at = makeWorkspace();
      byHand(at, 'broken', text);
      const [incident] = listIncidents(at).incidents;
      expect(incident?.problems[0]).toMatchObject({ line, reason: expect.stringMatching(reason) });
      expect(openIncidents(at, T0)[0]).toMatchObject({ name: 'broken.md', text: expect.stringMatching(reason) });
      for (const act of [acknowledgeIncident, resolveIncident])
        expect(() => act(at, 'broken', jan(T0))).toThrow(new RegExp(`^incidents/active/broken\\.md:${line}: `));
      expect(readFileSync(join(at.activeIncidents, 'broken.md'), 'utf8')).toBe(text);
      noteIncident(at, 'broken', jan(T0, 'seen'));
      const { content, incident: noted } = incidentOrThrow(at, 'broken');
      expect(content.startsWith(text)).toBe(true);
      expect(noted.timeline).toEqual([{ at: '2026-03-01T09:30:00.000Z', by: 'jan', text: 'note: seen' }]);
    },
  );

  test('a file with bytes that are no text is listed, and nothing writes it', () => {
    const at = makeWorkspace();
    const bytes = Buffer.from([...Buffer.from('# Latin\n\nca'), 0xe9, 0x0a]);
    const path = join(at.activeIncidents, 'x.md');
    writeFileSync(path, bytes);
    expect(listIncidents(at).incidents).toMatchObject([{ id: 'x', title: 'Latin', problems: [{ line: 3 }] }]);
    for (const act of [acknowledgeIncident, noteIncident])
      expect(() => act(at, 'x', jan(T0))).toThrow('incidents/active/x.md:3: there are bytes that are no UTF-8 text');
    expect(noteOnIncident(at, 'x', { at: '', by: 'alerts', text: 'x' })).toBe(false);
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('one that says resolved is open no more, and is moved by the next tidying', () => {
    const at = makeWorkspace();
    byHand(at, 'x', '---\ntitle: X\nstatus: resolved\n---\n');
    byHand(at, 'y', '---\ntitle: Y\n---\n');
    expect(openIncidents(at, T0).map(({ text }) => text)).toEqual(['Y']);
    expect(tidyIncidents(at, T0)).toEqual(['x']);
    expect(readdirSync(at.resolvedIncidents)).toEqual(['x.md']);
    expect(tidyIncidents(at, T0)).toEqual([]);
  });

  test('one that a person moves by hand is resolved, and reopened it is open', () => {
    const at = makeWorkspace();
    const id = opened(at);
    renameSync(join(at.activeIncidents, `${id}.md`), join(at.resolvedIncidents, `${id}.md`));
    expect(incidentOrThrow(at, id).incident.status).toBe('resolved');
    expect(reopenIncident(at, id, jan(T0)).incident).toMatchObject({ status: 'open', active: true, resolvedAt: null });
  });

  test('where a person has copied the file, resolving overwrites nothing', () => {
    const at = makeWorkspace();
    const id = opened(at);
    writeFileSync(join(at.resolvedIncidents, `${id}.md`), 'a copy');
    expect(() => resolveIncident(at, id, jan(T0))).toThrow('is there already');
    expect(readFileSync(join(at.resolvedIncidents, `${id}.md`), 'utf8')).toBe('a copy');
  });
});

describe('acts', () => {
  test('open, acknowledge, assign, resolve, reopen and resolve leave their lines, and the means are of them', () => {
    const at = makeWorkspace();
    const id = opened(at);
    acknowledgeIncident(at, id, jan(T0 + 4 * MINUTE, 'on it'));
    expect(acknowledgeIncident(at, id, { by: 'mina', text: null, now: T0 + 5 * MINUTE }).changed).toBe(false);
    assignIncident(at, id, 'mina', jan(T0 + 6 * MINUTE));
    resolveIncident(at, id, jan(T0 + 20 * MINUTE, 'index added'));
    expect(resolveIncident(at, id, jan(T0 + 21 * MINUTE)).changed).toBe(false);
    expect(() => acknowledgeIncident(at, id, jan(T0))).toThrow(`${id} is resolved`);
    reopenIncident(at, id, jan(T0 + 30 * MINUTE));
    resolveIncident(at, id, jan(T0 + 40 * MINUTE));
    const other = opened(at, 'Other', T0);
    acknowledgeIncident(at, other, jan(T0 + 6 * MINUTE));
    const { incidents } = listIncidents(at);
    expect(incidents.find((one) => one.id === id)?.timeline.map(({ by, text }) => `${by}: ${text}`)).toEqual([
      'jan: opened: Checkout is slow',
      'jan: acknowledged: on it',
      'mina: acknowledged again',
      'jan: assigned to mina',
      'jan: resolved: index added',
      'jan: reopened',
      'jan: resolved',
    ]);
    expect(measureIncidents(incidents)).toEqual({
      mttaMs: 5 * MINUTE,
      acknowledged: 2,
      mttrMs: 40 * MINUTE,
      resolved: 1,
    });
  });

  test('an incident of no time has no mean rather than a mean of nothing', () => {
    expect(measureIncidents([])).toEqual({ mttaMs: null, acknowledged: 0, mttrMs: null, resolved: 0 });
  });

  test('an id is named by a beginning that no other one has', () => {
    const at = makeWorkspace();
    const id = opened(at);
    opened(at, 'Certificate');
    expect(findIncidentId(at, '20260301-0930-ch')).toBe(id);
    expect(() => findIncidentId(at, '20260301')).toThrow('2 incidents begin with');
    expect(() => findIncidentId(at, '')).toThrow('No incident');
    expect(() => findIncidentId(at, '../../etc/passwd')).toThrow('No incident');
  });

  test('resolved ones of before a time are left out; what was touched since, or is active, is not', () => {
    const at = makeWorkspace();
    const old = (name: string) => {
      const path = writeFile(join(at.resolvedIncidents, name), '# x');
      utimesSync(path, 0, 0);
      return path;
    };
    old('20250101-0000-old.md');
    old('named-by-hand.md');
    writeFile(join(at.resolvedIncidents, '20250101-0000-touched.md'), '# x');
    byHand(at, '20250101-0000-active', '# x');
    const ids = listIncidents(at, undefined, T0).incidents.map(({ id }) => id);
    expect(ids.sort()).toEqual(['20250101-0000-active', '20250101-0000-touched', 'named-by-hand']);
  });

  test('what an editor leaves behind is no incident', () => {
    const at = makeWorkspace();
    for (const name of ['.x.md.swp', '.#x.md', '.x.md', 'x.md~']) writeFileSync(join(at.activeIncidents, name), 'x');
    expect(listIncidents(at)).toEqual({ incidents: [], unreadable: [] });
  });
});

describe('of alerts', () => {
  const cpu = alertOf();
  const load = alertOf({ labels: { alertname: 'load', source: 'rules', metric: 'load_1' }, message: 'Load' });
  const disk = alertOf({ labels: { alertname: 'disk_usage', source: 'rules', resource: '/' }, message: 'Disk' });

  test('an alert has one active incident, however often it is asked for, and a new one after it was resolved', () => {
    const at = makeWorkspace();
    const id = openForAlert(at, cpu, T0);
    const before = incidentOrThrow(at, id).content;
    expect(openForAlert(at, cpu, T0 + MINUTE)).toBe(id);
    expect(incidentOrThrow(at, id).content).toBe(before);
    resolveIncident(at, id, jan(T0 + MINUTE));
    expect(openForAlert(at, cpu, T0 + 2 * MINUTE)).not.toBe(id);
  });

  test('alerts of one class join within ten minutes; of another class, another host, or later, they do not', () => {
    const at = makeWorkspace();
    const id = openForAlert(at, cpu, T0);
    expect(openForAlert(at, load, T0 + 10 * MINUTE)).toBe(id);
    expect(incidentOrThrow(at, id).incident.alerts).toEqual([cpu.fingerprint, load.fingerprint]);
    expect(openForAlert(at, disk, T0)).not.toBe(id);
    const elsewhere = alertOf({ labels: { ...load.labels, host: 'db1' } });
    expect(openForAlert(at, elsewhere, T0)).not.toBe(id);
    const late = alertOf({ labels: { ...load.labels, resource: 'late' } });
    expect(openForAlert(at, late, T0 + 11 * MINUTE)).not.toBe(id);
  });

  test.each([
    ['cpu_usage', 'overload'],
    ['HighMemoryUsage', 'overload'],
    ['disk_usage', 'disk'],
    ['health_check', 'service'],
    ['InstanceDown', 'service'],
    ['error_rate', 'logs'],
    ['unheard_of', null],
  ])('%s is of the class %s', (alertname, name) => {
    expect(resourceClassOf({ labels: { alertname } })).toBe(name);
  });

  test('a graver alert raises the incident', () => {
    const at = makeWorkspace();
    const id = openForAlert(at, { ...cpu, severity: 'warning' }, T0);
    openForAlert(at, load, T0 + MINUTE);
    expect(incidentOrThrow(at, id).incident).toMatchObject({ severity: 'critical', problems: [] });
  });

  test('a broken file of an incident neither stops an alert nor loses its own', () => {
    const at = makeWorkspace();
    byHand(at, 'broken', `---\nbroken line\nalerts: [${cpu.fingerprint}]\n---\n`);
    expect(openForAlert(at, cpu, T0)).toBe('broken');
    expect(openForAlert(at, disk, T0)).toContain('disk');
  });

  test('when nothing holds any more the timeline says so once, and a person resolves', () => {
    const at = makeWorkspace();
    const id = openForAlert(at, cpu, T0);
    openForAlert(at, load, T0);
    const states = (one: 'firing' | 'resolved') =>
      new Map([
        [cpu.fingerprint, { state: 'resolved' as const }],
        [load.fingerprint, { state: one }],
      ]);
    expect(noteIfAllClear(at, id, states('firing'), T0)).toBe(false);
    // One that the front matter does not name, because there are very many, counts as well.
    const unnamed = new Map([['f'.repeat(16), { state: 'firing' as const, incidentId: id }]]);
    const more = new Map<string, { state: 'firing' | 'resolved'; incidentId?: string }>([
      ...states('resolved'),
      ...unnamed,
    ]);
    expect(noteIfAllClear(at, id, more, T0)).toBe(false);
    expect(noteIfAllClear(at, id, states('resolved'), T0 + MINUTE)).toBe(true);
    expect(noteIfAllClear(at, id, states('resolved'), T0 + 2 * MINUTE)).toBe(false);
    const { incident } = incidentOrThrow(at, id);
    expect(incident.status).toBe('open');
    expect(incident.timeline.at(-1)?.text).toMatch(/^all alerts resolved/);
    noteOnIncident(at, id, { at: new Date(T0 + 3 * MINUTE).toISOString(), by: 'alerts', text: 'firing again' });
    expect(noteIfAllClear(at, id, states('resolved'), T0 + 4 * MINUTE)).toBe(true);
  });

  test('an incident that a person removed is not missed', () => {
    const at = makeWorkspace();
    expect(noteOnIncident(at, '20260301-0930-gone', { at: new Date(T0).toISOString(), by: 'alerts', text: 'x' })).toBe(
      false,
    );
    expect(noteOnIncident(at, '../../../etc/passwd', { at: '', by: '', text: '' })).toBe(false);
  });
});

test('a named pipe among the incidents is named, and nobody waits for its writer', () => {
  const at = makeWorkspace();
  const id = opened(at);
  execFileSync('mkfifo', [join(at.activeIncidents, 'pipe.md')]);
  const { incidents, unreadable } = listIncidents(at);
  expect(incidents.map((incident) => incident.id)).toEqual([id]);
  expect(unreadable).toEqual([{ file: 'incidents/active/pipe.md', reason: 'is no file' }]);
  expect(() => noteIncident(at, 'pipe', jan(T0, 'x'))).toThrow('incidents/active/pipe.md is no file');
});
