import { basename, join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assertName,
  assertSessionId,
  isName,
  isSessionId,
  mainSessionId,
  sessionId,
  sessionKey,
} from '../../../src/core/sessions/names.ts';
import { recordPath } from '../../../src/core/sessions/registry.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const EVIL = [
  '../../x',
  '..',
  '.',
  '/etc/passwd',
  'a/b',
  'a\\b',
  'a\0b',
  'a\n',
  '',
  ' a',
  'A',
  '.main',
  '-x',
  'ä',
  'a.main/../x',
  'x'.repeat(65),
  '__proto__.main.json',
];

test.each(EVIL)('%j is neither an agent\u2019s name nor a session\u2019s id', (name) => {
  expect(() => assertName(name, 'an agent')).toThrow('is not a name for an agent');
  expect(() => assertSessionId(name)).toThrow('is not a session');
});

test('whatever passes for an id names one file in the folder of sessions', () => {
  const at = makeWorkspace();
  const pieces = fc.constantFrom('a', '0', '.', '/', '..', 'main', '-', '\\', '\0', '~', '.main');
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
    fc.uuid(),
  );
  fc.assert(
    fc.property(texts, (id) => {
      if (!isSessionId(id)) return;
      const path = recordPath(at, id);
      expect(resolve(path)).toBe(join(at.sessions, basename(path)));
      expect(basename(path)).toBe(`${id}.json`);
    }),
    { numRuns: 500 },
  );
});

test('every name of an agent makes a session\u2019s id and a key that say which agent it is', () => {
  const names = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/);
  fc.assert(
    fc.property(names, fc.uuid(), (agentId, runId) => {
      expect(isName(agentId)).toBe(true);
      expect(isSessionId(mainSessionId(agentId))).toBe(true);
      const keys = (['main', 'subagent', 'cron'] as const).map((kind) =>
        sessionKey({ agentId, kind, job: 'job', runId }),
      );
      expect(keys).toEqual([
        `agent:${agentId}:main`,
        `agent:${agentId}:subagent:${runId}`,
        `agent:${agentId}:cron:job:run:${runId}`,
      ]);
      expect(sessionId({ agentId, kind: 'cron', job: 'job', runId })).toBe(runId);
    }),
  );
});
