import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as ack } from '../../../src/commands/incidents/ack.ts';
import { run as assign } from '../../../src/commands/incidents/assign.ts';
import { run as list } from '../../../src/commands/incidents/list.ts';
import { run as note } from '../../../src/commands/incidents/note.ts';
import { run as open } from '../../../src/commands/incidents/open.ts';
import { run as reopen } from '../../../src/commands/incidents/reopen.ts';
import { run as resolve } from '../../../src/commands/incidents/resolve.ts';
import { run as show } from '../../../src/commands/incidents/show.ts';
import { incidentCommands } from '../../../src/commands/incidents/table.ts';
import { listAlerts } from '../../../src/core/alerts/store.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { makeWorkspace, writeFile } from '../../helpers/index.ts';
import { call } from '../call.ts';

function idOf(data: Record<string, unknown>): string {
  return (data.incident as { id: string }).id;
}

test('an incident goes from open to resolved and back by a beginning of its id, and the list tells the means', async () => {
  const at = makeWorkspace();
  const by = { by: 'jan' };
  const { data } = await call(open, at, { args: ['Checkout', 'is', 'slow'], options: { ...by, severity: 'critical' } });
  const id = idOf(data);
  expect(id).toMatch(/^\d{8}-\d{4}-checkout-is-slow$/);
  const word = [id.slice(0, -3)];
  expect((await call(ack, at, { args: word, options: { ...by, note: 'on it' } })).text).toBe(`${id}: acknowledged`);
  await call(assign, at, { args: [...word, 'mina'], options: by });
  await call(note, at, { args: [...word, 'rolled', 'back'], options: by });
  const shown = await call(show, at, { args: word });
  expect(shown.data).toMatchObject({ status: 'acknowledged', assignee: 'mina', timeline: expect.any(Array) });
  expect(shown.text).toMatch(/note: rolled back/);
  await call(resolve, at, { args: word, options: { ...by, reason: 'index' } });
  expect(readdirSync(at.resolvedIncidents)).toEqual([`${id}.md`]);
  const listed = await call(list, at);
  expect(listed.data).toMatchObject({ count: 0, open: 0, acknowledged: 1, resolved: 1, mttrMs: expect.any(Number) });
  expect(listed.text).toMatch(
    /^No incident\.\nOf the last 30d: MTTA \d+s \(1 acknowledged\), MTTR \d+s \(1 resolved\)\n$/,
  );
  expect((await call(list, at, { options: { all: true } })).text).toContain(id);
  expect((await call(reopen, at, { args: word, options: by })).text).toBe(`${id}: open again`);
  expect((await call(list, at)).data).toMatchObject({
    count: 1,
    incidents: [{ id, status: 'open', assignee: 'mina' }],
  });
});

test('acknowledging an incident acknowledges its alerts; resolving it while one fires is told', async () => {
  const at = makeWorkspace();
  const { fingerprint } = storeAlert(at);
  const { data } = await call(open, at, { args: ['x'], options: { alerts: fingerprint.slice(0, 6) } });
  await call(ack, at, { args: [idOf(data)], options: { by: 'jan' } });
  expect(listAlerts(at).alerts.get(fingerprint)?.acknowledged).toMatchObject({ by: 'jan', until: null });
  const { warnings } = await call(resolve, at, { args: [idOf(data)] });
  expect(warnings).toEqual([expect.stringMatching(/is not resolved; it may open an incident again/)]);
});

test.each([
  [ack, ['nothing'], {}, 'No incident begins with "nothing"'],
  [ack, ['2026'], {}, '2 incidents begin with'],
  [ack, [''], {}, 'No incident begins with ""'],
  [open, [' '], {}, 'needs a title'],
  [open, ['x'], { severity: 'high' }, '--severity takes one of'],
  [open, ['x'], { alerts: 'ffff' }, 'No alert begins with'],
  [note, ['20260101-0000-one'], {}, 'The note is empty'],
  [note, ['20260101-0000-one', 'a'], { by: ' ' }, '--by takes a name'],
  [resolve, ['20260101-0000-one'], { note: 'a', reason: 'b' }, 'give one of them'],
  [assign, ['20260101-0000-one', ' '], {}, 'To whom?'],
  [list, [], { since: 'yesterday' }, '--since takes a duration'],
  [list, [], { status: 'closed' }, '--status takes one of open, acknowledged, resolved'],
])('what cannot be done is refused in words: %#', async (run, args, options, message) => {
  const at = makeWorkspace();
  for (const name of ['one', 'two']) writeFile(join(at.activeIncidents, `20260101-0000-${name}.md`), '# x');
  await expect(call(run, at, { args, options })).rejects.toThrow(message);
});

test('a broken file is listed with a warning that names its line', async () => {
  const at = makeWorkspace();
  writeFile(join(at.activeIncidents, 'x.md'), '---\ntitle: X\nseverity: huge\n---\n');
  const { text, warnings, data } = await call(list, at);
  expect(text).toMatch(/^x +warning +open /m);
  expect(warnings).toEqual(['incidents/active/x.md:3: severity: must be one of info, warning, critical']);
  expect(data).toMatchObject({ incidents: [{ id: 'x', problems: [{ line: 3 }] }] });
});

test('text in a file cannot steer the terminal', async () => {
  const at = makeWorkspace();
  writeFile(join(at.activeIncidents, 'x.md'), '# a\u001b[2Jb\n\u001b]0;title\u0007\n');
  for (const run of [list, show]) expect((await call(run, at, { args: ['x'] })).text).not.toMatch(/\u001b|\u0007/);
});

test('every command says how it is used', () => {
  for (const { path, summary, examples } of incidentCommands) {
    expect(summary).not.toBe('');
    expect(
      examples?.every((example) => example.startsWith(`ops ${path.split(' ')[0]}`)),
      path,
    ).toBe(true);
  }
});
