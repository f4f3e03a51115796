import type { IncomingMessage, RequestOptions } from 'node:http';
import type { HealthCheckOf } from '../health-check-schema.ts';
import { type Finding, judgeLatency, type Probe } from './finding.ts';

type HttpCheck = HealthCheckOf<'http'>;

/** Sends one request and answers when the headers have come. The body is the caller's to read or to drop. */
async function request(url: URL, check: HttpCheck, signal: AbortSignal): Promise<IncomingMessage> {
  // A header may be a password: it is for the server that was configured, not for whom that one sends us to.
  const own = url.origin === new URL(check.url).origin ? check.headers : {};
  const { request: send } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    method: check.method,
    headers: { 'user-agent': 'ops-health-check', accept: '*/*', ...own },
    signal,
    agent: false,
    rejectUnauthorized: check.verify_certificate,
  };
  return new Promise((resolve, reject) => {
    send(url, options, resolve).on('error', reject).end();
  });
}

/** Reads up to `limit` bytes; however much a server sends, no more is kept. */
async function readBody(response: IncomingMessage, limit: number): Promise<{ text: string; whole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return { text: Buffer.concat(chunks).subarray(0, limit).toString('utf8'), whole: length <= limit };
}

async function bodyProblem(check: HttpCheck, response: IncomingMessage): Promise<string | null> {
  if (check.body_pattern === undefined) return null;
  const { text, whole } = await readBody(response, check.max_body_bytes);
  if (new RegExp(check.body_pattern, 'u').test(text)) return null;
  return whole
    ? `body does not match ${check.body_pattern}`
    : `first ${check.max_body_bytes} bytes do not match ${check.body_pattern}`;
}

export const probeHttp: Probe<HttpCheck> = async (check, signal): Promise<Finding> => {
  const expected = [check.expected_status].flat();
  const started = performance.now();
  let url = new URL(check.url);
  for (let redirects = 0; ; redirects += 1) {
    const response = await request(url, check, signal);
    try {
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      const redirected = status >= 300 && status < 400 && location !== undefined;
      if (redirected && !expected.includes(status) && redirects < check.max_redirects) {
        url = new URL(location, url);
        if (url.protocol !== 'http:' && url.protocol !== 'https:')
          return { ok: false, message: `redirects to ${url.protocol} which is not followed` };
        continue;
      }
      const latencyMs = performance.now() - started;
      if (!expected.includes(status)) {
        const where = redirected ? `, a redirect to ${location}` : '';
        return { ok: false, latencyMs, message: `status ${status}${where} (expected ${expected.join(' or ')})` };
      }
      const problem = await bodyProblem(check, response);
      if (problem !== null) return { ok: false, latencyMs, message: `status ${status}, but the ${problem}` };
      return judgeLatency(check, latencyMs, `status ${status}`);
    } finally {
      response.destroy();
    }
  }
};
