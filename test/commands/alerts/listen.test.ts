import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesIn } from '../../core/alerts/urgent/support.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { startListener, tokenIn } from './listening.ts';

test('the listener says where it listens and where its token is, takes alarms, and ends when it is asked to', async () => {
  const at = makeWorkspace();
  const { url, tokenFile, child, told } = await startListener(at);
  expect(told.output).toContain(tokenFile);
  expect(told.output).not.toContain(tokenIn(tokenFile));
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  const post = (token: string) =>
    fetch(`${url}/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{"message":"x"}',
    });
  expect((await post(tokenIn(tokenFile))).status).toBe(202);
  expect((await post('wrong')).status).toBe(401);
  expect(filesIn(at, 'incoming')).toHaveLength(1);
  const ended = new Promise((resolve) => child.on('exit', (...how) => resolve(how)));
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(told.output).toMatch(/Z 202 POST \/alerts 1\n.*Z 401 POST \/alerts the token is missing or wrong\n/);
});
