import { expect, test } from 'vitest';
import { run as logs } from '../../../src/commands/logs/own.ts';
import { boundLog } from '../../../src/core/files/bound-log.ts';
import { ownLog } from '../../../src/core/own-log.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { call } from '../call.ts';

test('what was logged before the log was put aside is still shown, before what came after', async () => {
  const at = makeWorkspace();
  const write = ownLog(at, null);
  write('info', 'test', 'before');
  expect(boundLog(at.ownLog, 5)).toBe(true);
  expect((await call(logs, at)).text).toMatch(/before$/);
  write('info', 'test', 'after');
  expect((await call(logs, at)).text).toMatch(/before\n.*after$/);
});
