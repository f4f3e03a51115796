import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from '../../helpers/at-end.ts';

export interface Received {
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body where it is JSON. */
  json: Record<string, unknown>;
}

/** What the server does with one request. */
export type Answer =
  | { status?: number; body?: string | object; headers?: Record<string, string> }
  | 'hang'
  | 'cut'
  | 'cut in the body';

export interface Service {
  url: string;
  received: Received[];
  /** Answers in this order; the last one stays. */
  script: Answer[];
}

const servers: Server[] = [];

/** An HTTP server on loopback that does as it is told, and remembers what it was asked. */
export async function service(...script: Answer[]): Promise<Service> {
  const received: Received[] = [];
  const told: Service = { url: '', received, script: script.length === 0 ? [{ body: 'ok' }] : script };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { url: path = '', method = '', headers } = request;
      received.push({ path, method, headers, text, json: objectOf(text) });
      const [next = { body: 'ok' }] = told.script;
      if (told.script.length > 1) told.script.shift();
      answer(next, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  told.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return told;
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function answer(told: Answer, response: ServerResponse): void {
  if (told === 'hang') return;
  if (told === 'cut') {
    response.socket?.destroy();
    return;
  }
  if (told === 'cut in the body') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('o');
    setTimeout(() => response.socket?.destroy(), 10);
    return;
  }
  const { status = 200, body = '', headers = {} } = told;
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

atEnd(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
