import { type Listener, listen } from '../../../../src/core/alerts/listen/server.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { atEnd } from '../../../helpers/at-end.ts';

export const TOKEN = 'a-token-that-is-long-enough';

const listeners: Listener[] = [];

/** A listener on a free port of loopback, closed when the test file is over, and what it said of each request. */
export async function listening(at: Layout): Promise<Listener & { lines: string[] }> {
  const lines: string[] = [];
  const served = (line: string) => {
    lines.push(line);
  };
  const listener = await listen(at, { host: '127.0.0.1', port: 0, token: TOKEN, served });
  listeners.push(listener);
  return { ...listener, lines };
}

export interface Answered {
  status: number;
  headers: Headers;
  body: { ok: boolean; error?: string; alarms?: number; file?: string; problems?: string[] };
}

export async function post(url: string, body: unknown, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answered['body'],
  };
}

atEnd(async () => {
  await Promise.all(listeners.splice(0).map(({ close }) => close()));
});
