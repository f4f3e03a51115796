import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asUserError, errorCode, errorText, OpsError } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { dropUrgent } from '../urgent/drop.ts';
import { LONGEST_BODY, readBody } from './body.ts';
import { documentOf, type Shape } from './documents.ts';
import { shows } from './token.ts';

/** What is posted to an address, and with what its senders want to be answered once it is stored. */
const ADDRESSES: Readonly<Record<string, { shape: Shape; stored: 200 | 202 }>> = {
  '/alerts': { shape: 'own', stored: 202 },
  '/alerts/webhook': { shape: 'own', stored: 202 },
  '/alertmanager': { shape: 'alertmanager', stored: 202 },
  // As Alertmanager's own: Prometheus takes any 2xx, amtool nothing but 200.
  '/api/v2/alerts': { shape: 'prometheus', stored: 200 },
};

export interface ListenOptions {
  /** A loopback address. */
  host: string;
  /** 0: any that is free. */
  port: number;
  token: string;
  /** One line for each request that was answered, without what it held. */
  served: (line: string) => void;
}

export interface Listener {
  url: string;
  close: () => Promise<void>;
}

interface Answer {
  status: number;
  /** Becomes JSON. */
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}

const LOOPBACK = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/;

/** Takes alarms by HTTP on loopback and drops them as urgent files: it needs no orchestrator, and loses nothing without one. */
export async function listen(at: Layout, options: ListenOptions): Promise<Listener> {
  const { host, port } = options;
  if (!LOOPBACK.test(host)) {
    throw new OpsError('E_USAGE', `${host} is no address of this machine's own`, {
      hint: 'Take 127.0.0.1, ::1 or localhost, and a proxy with TLS before it for others.',
    });
  }
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000 });
  server.on('request', (request, response) => void serve(at, options, request, response));
  await listening(server, host, port);
  const bound = server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    url: `http://${name}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = errorCode(error) === 'EADDRINUSE';
      const said = isTaken ? `Port ${port} of ${host} is in use` : `${host}:${port}: ${errorText(error)}`;
      reject(new OpsError('E_LOCKED', said, { hint: 'Take another port with --port.', cause: error }));
    });
    server.listen({ host, port }, resolve);
  });
}

async function serve(
  at: Layout,
  options: ListenOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let answer: Answer | null;
  try {
    answer = await answerTo(at, options, request);
  } catch (error) {
    answer = failure(error);
  }
  if (answer === null) return;
  const { status, body, headers = {} } = answer;
  const text = `${JSON.stringify(body)}\n`;
  // What was not read of a body would be taken for the next request.
  const closing = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': 'application/json', ...closing, ...headers });
  response.end(text);
  // A probe asks for it every few seconds.
  if (pathOf(request) === '/health' && status === 200) return;
  options.served(
    `${status} ${request.method ?? ''} ${pathOf(request)} ${String(body.error ?? body.alarms ?? '')}`.trim(),
  );
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

/** Null: there is nobody left to answer. */
async function answerTo(at: Layout, { token }: ListenOptions, request: IncomingMessage): Promise<Answer | null> {
  const path = pathOf(request);
  if (path === '/health') {
    return isMethod(request, 'GET', 'HEAD') ?? { status: 200, body: { ok: true } };
  }
  const address = Object.hasOwn(ADDRESSES, path) ? ADDRESSES[path] : undefined;
  if (address === undefined)
    return refusal(404, `there is nothing at this address; post to ${Object.keys(ADDRESSES).join(', ')}`);
  const wrong = isMethod(request, 'POST');
  if (wrong !== null) return wrong;
  if (!shows(request.headers.authorization, token)) {
    return refusal(401, 'the token is missing or wrong', { 'www-authenticate': 'Bearer realm="ops"' });
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return refusal(415, 'the body must not be compressed');
  const read = await readBody(request);
  if (read === null) return null;
  if (read === 'too long') return refusal(413, `the body is longer than ${LONGEST_BODY} bytes`);
  const document = documentOf(address.shape, read.text, Date.now());
  if ('refused' in document) {
    return refusal(document.isTooLong === true ? 413 : 400, `the body ${document.refused}`);
  }
  const file = dropUrgent(at, document.text);
  const { alarms, problems } = document;
  return { status: address.stored, body: { ok: true, status: 'stored', alarms, file, problems } };
}

function isMethod(request: IncomingMessage, ...methods: string[]): Answer | null {
  if (methods.includes(request.method ?? '')) return null;
  return refusal(405, `only ${methods.join(' and ')} here`, { allow: methods.join(', ') });
}

function refusal(status: number, error: string, headers: Record<string, string> = {}): Answer {
  return { status, body: { ok: false, error }, headers };
}

/** Whoever gets a 503 tries again, as Alertmanager does. */
function failure(error: unknown): Answer {
  const known = asUserError(error);
  const isKnown = known instanceof OpsError;
  return refusal(isKnown ? 503 : 500, isKnown ? known.message : 'a fault of ops itself', { 'retry-after': '5' });
}
