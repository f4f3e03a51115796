import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpCall } from '../../../../src/core/healing/actions/http-call.ts';
import { notify } from '../../../../src/core/healing/actions/notify.ts';
import { restartAgent } from '../../../../src/core/healing/actions/restart-agent.ts';
import { ACTION_SETTINGS } from '../../../../src/core/healing/actions/settings.ts';
import { ACTIONS } from '../../../../src/core/healing/actions/table.ts';
import { wait } from '../../../../src/core/healing/actions/wait.ts';
import { readNotifications } from '../../../../src/core/notify/tell.ts';
import { contextIn, onlyStep, planAndRun, settingsOf } from './support/action.ts';

let server: Server;
let base = '';
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/away') response.writeHead(302, { location: '/landed' }).end();
    else if (request.url === '/large') response.end('x'.repeat(1_000_000));
    else if (request.url === '/slow') setTimeout(() => response.end('late'), 2_000).unref();
    else response.writeHead(request.url === '/broken' ? 500 : 200).end('token=abcdef done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const call = (path: string, more: object = {}) =>
  planAndRun(httpCall, settingsOf('http_call', { url: base + path, ...more }), contextIn());

describe('http_call', () => {
  it('posts to a service of this machine and hides what looks like a secret', async () => {
    expect(await call('/admin/reset-pool')).toMatchObject({ ok: true, text: 'HTTP 200: token=[redacted] done' });
    expect(asked).toContain('POST /admin/reset-pool');
  });

  it('follows no redirect, and a status that is not expected is a failure', async () => {
    expect(await call('/away', { expect: [302] })).toMatchObject({
      ok: false,
      text: 'HTTP 302: a redirect, which is not followed',
    });
    expect(asked).not.toContain('POST /landed');
    expect((await call('/broken')).ok).toBe(false);
  });

  it('cuts what is too long, and waits no longer than it may', async () => {
    expect((await call('/large')).text.length).toBeLessThan(5_000);
    expect(await call('/slow', { timeout: '100ms' })).toMatchObject({ ok: false, text: 'no answer within 0.1 s' });
  });

  it.each([
    'http://example.com/',
    'http://169.254.169.254/latest',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://[::ffff:10.0.0.1]/',
    'http://0.0.0.0/',
    'http://user:password@127.0.0.1/',
  ])('does not call %s', async (url) => {
    await expect(httpCall.plan(settingsOf('http_call', { url }), contextIn())).rejects.toThrow();
  });

  it('calls another host only where it is listed, and none that a plan was changed to', async () => {
    const settings = settingsOf('http_call', { url: 'http://db.internal/', hosts: ['db.internal'] });
    const step = await onlyStep(httpCall, settings, contextIn());
    expect(await httpCall.precheck(step, contextIn())).toBeNull();
    step.detail.url = 'http://elsewhere.internal/';
    expect(await httpCall.precheck(step, contextIn())).toMatch(/neither this machine/);
    expect((await httpCall.run(step, contextIn())).ok).toBe(false);
  });
});

describe('the table of actions', () => {
  it('has an action of its own name for all settings, and none more', () => {
    expect([...ACTIONS.keys()].sort()).toEqual(Object.keys(ACTION_SETTINGS).sort());
    for (const [name, action] of ACTIONS) expect(action.name).toBe(name);
  });

  it('lets no action run a step whose detail is nonsense', async () => {
    const context = contextIn();
    for (const [name, action] of ACTIONS) {
      for (const detail of [
        {},
        { root: '/', folders: [] },
        { path: '/etc/passwd' },
        { milliseconds: 1e12 },
        { owner: { pid: 1 } },
      ]) {
        const step = { action: name, target: 'x', detail, gain: null };
        const result = await action.run(step, context);
        expect(result.ok, name).toBe(false);
        expect(await action.precheck(step, context), name).not.toBeNull();
      }
    }
  });
});

describe('other actions', () => {
  it('notify queues what it tells, without secrets', async () => {
    const context = contextIn();
    const settings = settingsOf('notify', { subject: 'disk', text: 'cleaned; password=hunter2' });
    expect((await planAndRun(notify, settings, context)).ok).toBe(true);
    expect(readNotifications(context.at)).toMatchObject([{ subject: 'disk', text: 'cleaned; password=[redacted]' }]);
  });

  it('wait ends when it is stopped', async () => {
    const stopper = new AbortController();
    const context = { ...contextIn(), signal: stopper.signal };
    const step = await onlyStep(wait, settingsOf('wait', { for: '5m' }), context);
    const running = wait.run(step, context);
    stopper.abort();
    expect(await running).toMatchObject({ ok: false });
  });

  it('restart_agent knows only agents that there are', async () => {
    await expect(restartAgent.plan(settingsOf('restart_agent', { agent: 'nobody' }), contextIn())).rejects.toThrow(
      /no agent/,
    );
    expect(ACTION_SETTINGS.restart_agent.safeParse({ agent: 'all' }).success).toBe(true);
    expect(ACTION_SETTINGS.restart_agent.safeParse({ agent: '--force' }).success).toBe(false);
    expect(ACTION_SETTINGS.restart_agent.safeParse({ agent: 'web-*' }).success).toBe(false);
  });
});
