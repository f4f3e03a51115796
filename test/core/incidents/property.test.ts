import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  acknowledgeIncident,
  assignIncident,
  noteIncident,
  reopenIncident,
  resolveIncident,
} from '../../../src/core/incidents/acts.ts';
import { parseFrontMatter, setFields } from '../../../src/core/incidents/front-matter.ts';
import { splitLines } from '../../../src/core/incidents/lines.ts';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { incidentOrThrow } from '../../../src/core/incidents/store.ts';
import { addToTimeline, readTimeline } from '../../../src/core/incidents/timeline.ts';
import { makeWorkspace, PROJECT } from '../../helpers/index.ts';

/** What a person may write, the awkward first. */
const written = fc.oneof(
  fc.constantFrom(
    '',
    '---',
    '```',
    '~~~~',
    '  ```sh',
    '## Timeline',
    '## Notes',
    '# Other',
    '- 2026-01-01 jan: by hand',
    '- a list',
    '  goes on',
    '\tindented',
    '> quoted',
    'Setext\n---',
    '<!--',
    'title: not mine',
    'resolved\r',
    '\u2028',
    '한국어 장애 기록',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '---',
    '```',
    '\n---\nstatus: resolved\n',
    '## Timeline',
    '\r\n- 2026-01-01T00:00:00Z x: y',
    '"',
    "'",
  ),
);

const step = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), place: fc.nat(60), text: written, remove: fc.nat(2) }),
  fc.record({
    kind: fc.constantFrom('note' as const, 'ack' as const, 'assign' as const, 'resolve' as const, 'reopen' as const),
    by: hostile,
    text: hostile,
  }),
);

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let place = 0;
  for (const line of whole) if (place < part.length && part[place] === line) place += 1;
  return place === part.length;
}

/** Removes and adds lines of the body, as an editor would. */
function edited(content: string, place: number, text: string, remove: number): string {
  const lines = splitLines(content);
  const { bodyStart } = parseFrontMatter(content);
  const from = bodyStart + (place % Math.max(1, lines.length - bodyStart + 1));
  const before = lines.slice(0, from).map((line) => (line.endsWith('\n') ? line : `${line}\n`));
  return [...before, `${text}\n`, ...lines.slice(from + remove)].join('');
}

test('whatever is done to an incident and written into its body, it can be read, and every line that a person wrote stays', () => {
  const at = makeWorkspace();
  let now = Date.parse('2026-03-01T10:00:00Z');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), hostile, (steps, title) => {
      const id = openIncident(
        at,
        { title: `x${title}`, severity: 'critical', by: 'alerts', message: title, alerts: ['0123456789abcdef'] },
        now,
      );
      const mine = 'team: "payments" # ours';
      const first = incidentOrThrow(at, id);
      writeFileSync(first.path, first.content.replace('\nstatus:', `\n${mine}\nstatus:`));
      for (const one of steps) {
        now += 1_000;
        const { content, path, incident } = incidentOrThrow(at, id);
        if (one.kind === 'edit') {
          writeFileSync(path, edited(content, one.place, one.text, one.remove));
          continue;
        }
        const doing = { by: one.by, text: one.text, now };
        const isOver = incident.status === 'resolved';
        if (one.kind === 'note') noteIncident(at, id, doing);
        else if (one.kind === 'resolve') resolveIncident(at, id, doing);
        else if (one.kind === 'reopen') reopenIncident(at, id, doing);
        else if (isOver) continue;
        else if (one.kind === 'ack') acknowledgeIncident(at, id, doing);
        else assignIncident(at, id, one.text, doing);
        const after = incidentOrThrow(at, id);
        const body = (text: string) => splitLines(text).slice(parseFrontMatter(text).bodyStart);
        // A last line may have got its end.
        const old = body(content).map((line) => (line.endsWith('\n') ? line : `${line}\n`));
        expect(isSubsequence(old, body(after.content))).toBe(true);
        expect(body(after.content).length - old.length).toBeLessThanOrEqual(6);
        if (after.content !== content)
          expect(readTimeline(after.content).filter((entry) => entry.at === new Date(now).toISOString())).toHaveLength(
            1,
          );
      }
      const { incident, content } = incidentOrThrow(at, id);
      expect(incident.problems).toEqual([]);
      expect(incident.alerts).toEqual(['0123456789abcdef']);
      expect(incident.severity).toBe('critical');
      expect(splitLines(content)).toContain(`${mine}\n`);
      now += 60_000;
    }),
    { numRuns: 30 },
  );
}, 30_000);

const front = fc.array(
  fc.oneof(
    fc.constantFrom('# a comment', 'owner:', '  nested: 1', '- item', '"quoted key": x', 'a: [1, 2]', 'text: |', ''),
    fc.constantFrom("title: 'it''s' # why", 'status: open', 'severity: "critical"', 'broken', '- '),
    fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
  ),
  { maxLength: 8 },
);

test('any front matter is read without failing, and setting a key of a sound one changes that key alone', () => {
  fc.assert(
    fc.property(front, hostile, fc.constantFrom('\n', '\r\n'), (lines, value, end) => {
      const text = ['---', ...lines, '---', '', 'Body'].join(end);
      const before = parseFrontMatter(text);
      if (before.problems.length > 0 || before.closing === null) return;
      if (before.entries.filter(({ key }) => key === 'mine').length > 0) return;
      const after = setFields(text, { mine: value });
      expect(splitLines(after)).toHaveLength(splitLines(text).length + 1);
      expect(isSubsequence(splitLines(text), splitLines(after))).toBe(true);
      const again = setFields(after, { mine: null });
      expect(again).toBe(
        splitLines(after)
          .map((line) => (line.startsWith('mine:') ? `mine: null${end}` : line))
          .join(''),
      );
    }),
    { numRuns: 300 },
  );
});

test('a line is added to any text at all, is read again, and removing it gives the text back', () => {
  fc.assert(
    fc.property(fc.array(written, { maxLength: 15 }), hostile, (lines, text) => {
      const before = lines.join('\n');
      const entry = { at: '2026-05-01T00:00:00.000Z', by: 'jan', text };
      const after = addToTimeline(before, entry);
      expect(readTimeline(after).filter(({ at }) => at === entry.at)).toHaveLength(1);
      expect(after.replaceAll(/\r?\n/g, '').length).toBeGreaterThan(before.replaceAll(/\r?\n/g, '').length);
      expect(addToTimeline(after, entry)).toBe(after);
    }),
    { numRuns: 300 },
  );
});

test('the example in the documentation is what the program writes', () => {
  const at = makeWorkspace();
  const id = openIncident(
    at,
    { title: 'Checkout is slow', severity: 'critical', by: 'jan', message: 'p95 is 4 s.' },
    Date.parse('2026-03-01T09:30:00Z'),
  );
  const documentation = readFileSync(join(PROJECT, 'docs', 'incidents.md'), 'utf8');
  const example = /^```markdown\n(.*?)^```$/ms.exec(documentation)?.[1];
  expect(readFileSync(join(at.activeIncidents, `${id}.md`), 'utf8')).toBe(example);
});
