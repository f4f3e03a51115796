import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';
import { checkedArguments, toolsAllowed } from '../../../src/commands/mcp/tools.ts';
import { commands } from '../../../src/commands/table.ts';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { readIncident } from '../../../src/core/incidents/store.ts';
import { ownerOf, readProcessStat } from '../../../src/core/process/identity.ts';
import { makeWorkspace, PROGRAM, runOps, storeRecord, waitFor } from '../../helpers/index.ts';
import { cleanEnvironment } from '../../helpers/run-ops.ts';

const ACTING = ['sessions_send', 'agents_spawn', 'agents_restart', 'alert_ack', 'incident_note', 'approvals_resolve'];

async function clientOf(workspace: string, ...args: string[]) {
  const client = new Client({ name: 'test', version: '1' });
  const env = cleanEnvironment({ workspace });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [PROGRAM, 'mcp', ...args], env }));
  return client;
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

interface Answer {
  isError?: boolean;
  content: { text: string }[];
}

async function call(client: Client, name: string, given: Record<string, unknown> = {}): Promise<Answer> {
  return (await client.callTool({ name, arguments: given })) as unknown as Answer;
}

test('a client lists tools that read, and gets what the command line gets', async () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'web', kind: 'main' });
  const client = await clientOf(at.root);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['status', 'sessions_list', 'alerts_list']));
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  const { content } = await call(client, 'sessions_list', { agent: 'web' });
  expect(JSON.parse(content[0]?.text ?? '')).toMatchObject({ sessions: [{ key: 'agent:web:main' }] });
  expect(await call(client, 'incident_note', { id: 'x', text: 'y' })).toMatchObject({ isError: true });
  const gone = await call(client, 'session_status', { session: 'nobody' });
  expect(gone).toMatchObject({ isError: true });
  expect(gone.content[0]?.text).toContain('nobody');
  await client.close();
});

test('an acting tool that was allowed by name acts, with a text of any kind as its text', async () => {
  const at = makeWorkspace();
  const id = openIncident(at, { title: 'full', severity: 'warning', by: 'a', message: null }, Date.now());
  const client = await clientOf(at.root, '--allow', 'incident_note');
  expect((await client.listTools()).tools.find(({ name }) => name === 'incident_note')?.annotations?.readOnlyHint).toBe(
    false,
  );
  await call(client, 'incident_note', { id, text: '--by=root looked into it' });
  const last = readIncident(at, id)?.incident.timeline.at(-1);
  expect(last?.by).toBe('mcp');
  expect(last?.text).toContain('--by=root looked into it');
  await client.close();
});

test('a call that is cancelled, and one whose client goes away, leave no process behind', async () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'web', kind: 'main', status: 'running', owner: ownerOf(process.pid) });
  const env = cleanEnvironment({ workspace: at.root });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, 'mcp', '--allow', 'sessions_send'],
    env,
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const pid = transport.pid ?? 0;
  const send = (signal?: AbortSignal) =>
    client.callTool(
      { name: 'sessions_send', arguments: { session: 'web', message: 'hi', timeout_seconds: 60 } },
      undefined,
      signal && { signal },
    );
  const cancelling = new AbortController();
  const cancelled = send(cancelling.signal);
  await waitFor(() => childrenOf(pid).length === 1);
  cancelling.abort();
  await expect(cancelled).rejects.toThrow();
  await waitFor(() => childrenOf(pid).length === 0);
  const left = send().catch(() => undefined);
  await waitFor(() => childrenOf(pid).length === 1);
  const [child = 0] = childrenOf(pid);
  // As after kill -9 of the client: its end of the pipes is gone, and nothing was said.
  (transport as unknown as { _process: ChildProcess })._process.stdin?.destroy();
  await waitFor(() => readProcessStat(pid) === null && readProcessStat(child) === null);
  await client.close();
  await left;
});

test('an answer without end is cut, and says so', async () => {
  const at = makeWorkspace();
  for (let count = 0; count < 4; count += 1)
    storeRecord(at, { agentId: 'web', status: 'done', endedAt: '2026-03-01T10:00:00Z', task: 'x'.repeat(60_000) });
  const client = await clientOf(at.root);
  const { content, isError } = await call(client, 'sessions_list');
  expect(content.map(({ text }) => text.length > 150_000)).toEqual([true, false]);
  expect([content[1]?.text, isError]).toEqual([expect.stringContaining('Ask for less'), undefined]);
  await client.close();
});

test('what is no acting tool is refused at the start, and nothing but the protocol is on standard output', async () => {
  const at = makeWorkspace();
  const ran = await runOps(['mcp', '--allow', 'everything'], { workspace: at.root, input: '' });
  expect(ran).toMatchObject({ code: 64, stdout: '' });
  expect(await runOps(['mcp'], { workspace: at.root, input: '' })).toMatchObject({ code: 0, stdout: '' });
});

test('every tool stands for a command that there is, and no argument of a name can become an option', () => {
  const paths = new Set(commands.map(({ path }) => path));
  for (const tool of toolsAllowed(ACTING)) {
    const given = Object.fromEntries(
      Object.entries(tool.parameters).map(([name, { type, enum: words }]) => [
        name,
        words?.[0] ?? (type === 'number' ? 1 : type === 'boolean' ? true : 'x'),
      ]),
    );
    const { words } = tool.call(checkedArguments(tool, given));
    expect([tool.name, paths.has(words.slice(0, 2).join(' ')) || paths.has(words[0] ?? '')]).toEqual([tool.name, true]);
    for (const [name, { type, required, enum: choices }] of Object.entries(tool.parameters)) {
      if (type !== 'string') continue;
      const hostile = { ...given, [name]: '--workspace=/etc' };
      if (choices !== undefined) expect(() => checkedArguments(tool, hostile)).toThrow(name);
      else if (required !== true || ['text', 'message', 'task'].includes(name))
        expect(tool.call(hostile as never).words).not.toContain('--workspace=/etc');
      else expect(() => tool.call(hostile as never)).toThrow('must be a name');
    }
    expect(() => checkedArguments(tool, { ...given, more: 1 })).toThrow('takes no more');
  }
});
