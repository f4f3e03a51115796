import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/core/healing/audit/canonical.ts';
import { readChain } from '../../../../src/core/healing/audit/chain.ts';
import { type AuditEntry, type AuditFact, entryOf } from '../../../../src/core/healing/audit/entry.ts';
import { appendAudit, auditHeadPath, auditPath, readAudit } from '../../../../src/core/healing/audit/store.ts';
import { makeWorkspace } from '../../../helpers/index.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');

function fact(subject: string): AuditFact {
  return {
    kind: 'run begun',
    by: 'jan',
    playbook: 'disk-space-low',
    target: '/',
    subject,
    detail: { n: 1, no: undefined },
  };
}

function chainOf(count: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let index = 0; index < count; index += 1)
    entries.push(entryOf(fact(`r${index}`), entries.at(-1) ?? null, NOW + index));
  return entries;
}

function textOf(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

test('what is appended, by one call or several, is a whole chain', () => {
  const at = makeWorkspace();
  expect(readAudit(at)).toEqual({ entries: [], faults: [], tornLines: 0, openTail: [] });
  appendAudit(at, [fact('a'), fact('b')], NOW);
  appendAudit(at, [fact('c')], NOW - 5_000);
  const { entries, faults } = readAudit(at);
  expect(faults).toEqual([]);
  expect(entries.map(({ sequence, subject }) => [sequence, subject])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
});

test('any change of any byte, line order or count of a written log is found', () => {
  const entries = chainOf(6);
  const text = textOf(entries);
  const last = entries.at(-1);
  const head = { version: 1 as const, sequence: last?.sequence ?? 0, hash: last?.hash ?? '' };
  expect(readChain(text, head).faults).toEqual([]);
  fc.assert(
    fc.property(fc.nat(text.length - 2), fc.integer({ min: 33, max: 126 }), (place, code) => {
      const letter = String.fromCharCode(code);
      fc.pre(text[place] !== letter && text[place] !== '\n');
      const chain = readChain(text.slice(0, place) + letter + text.slice(place + 1), head);
      expect(chain.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.shuffledSubarray(entries, { minLength: 0 }), (some) => {
      fc.pre(textOf(some) !== text);
      expect(readChain(textOf(some), head).faults.length).toBeGreaterThan(0);
    }),
  );
});

test('a crash in the middle of a line costs that line, and the next entry says so', () => {
  const at = makeWorkspace();
  appendAudit(at, [fact('a')], NOW);
  appendFileSync(auditPath(at), '{"version":1,"seq');
  expect(readAudit(at)).toMatchObject({ faults: [], openTail: [expect.any(String)] });
  appendFileSync(auditPath(at), '\n{"vers');
  const [written] = appendAudit(at, [fact('b')], NOW);
  expect(written).toMatchObject({ sequence: 3, subject: 'b' });
  const chain = readAudit(at);
  expect(chain).toMatchObject({ faults: [], tornLines: 2, openTail: [] });
  expect(chain.entries.map(({ kind }) => kind)).toEqual(['run begun', 'torn lines', 'run begun']);
});

test('an entry that lost only its line break is kept', () => {
  const at = makeWorkspace();
  appendAudit(at, [fact('a')], NOW);
  truncateSync(auditPath(at), readFileSync(auditPath(at)).length - 1);
  appendAudit(at, [fact('b')], NOW);
  expect(readAudit(at)).toMatchObject({ faults: [], tornLines: 0, entries: [{ subject: 'a' }, { subject: 'b' }] });
});

test('a log cut at its end, emptied, or without its head is broken, and nothing is appended to it', () => {
  const at = makeWorkspace();
  appendAudit(at, [fact('a'), fact('b')], NOW);
  const whole = readFileSync(auditPath(at), 'utf8');
  const head = readFileSync(auditHeadPath(at), 'utf8');
  for (const text of ['', `${whole.split('\n')[0]}\n`, whole.slice(0, -20)]) {
    writeFileSync(auditPath(at), text);
    expect(readAudit(at).faults).toHaveLength(1);
    expect(() => appendAudit(at, [fact('c')], NOW)).toThrow(/audit is broken/);
    expect(readFileSync(auditPath(at), 'utf8')).toBe(text);
  }
  writeFileSync(auditPath(at), whole);
  rmSync(auditHeadPath(at));
  expect(readAudit(at).faults).toMatchObject([{ reason: 'audit/head.json is missing' }]);
  writeFileSync(auditHeadPath(at), head);
  expect(readAudit(at).faults).toEqual([]);
});

test('canonical JSON does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
