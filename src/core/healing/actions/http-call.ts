import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { errorText, OpsError } from '../../errors.ts';
import type { ActionType, PlannedStep } from '../action.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

type Wanted = Settings<'http_call'>;

interface Frozen extends Pick<Wanted, 'method' | 'url' | 'headers' | 'body' | 'expect' | 'hosts'> {
  timeoutMs: number;
}

const ANSWER_BYTES = 8 * 1_024;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** They would say another host, length or way than what was approved. */
const OWN_HEADERS = /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|proxy-.*)$/i;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Calls a service of this machine, or of a host that the settings list. No redirect is followed and no proxy asked. */
export const httpCall: ActionType<Wanted> = {
  name: 'http_call',
  async plan({ method, url, headers, body, expect, hosts, timeout }) {
    const detail = { method, url, headers, body, expect, hosts, timeoutMs: timeout };
    const problem = callProblem(detail);
    if (problem !== null) throw new OpsError('E_USAGE', problem);
    return [{ action: 'http_call', target: `${method} ${url}`, detail, gain: null }];
  },
  async precheck(step) {
    const frozen = thaw(step);
    return typeof frozen === 'string' ? frozen : callProblem(frozen);
  },
  run: (step, { signal }) =>
    timed(async () => {
      const frozen = thaw(step);
      if (typeof frozen === 'string') return { ok: false, text: frozen };
      const problem = callProblem(frozen);
      if (problem !== null) return { ok: false, text: problem };
      const { status, text } = await call(frozen, signal);
      const redirect = status >= 300 && status < 400;
      const said = redirect ? 'a redirect, which is not followed' : text;
      return { ok: !redirect && frozen.expect.includes(status), text: `HTTP ${status}: ${said}` };
    }),
  undo: null,
};

function callProblem({ url: address, hosts, headers, method }: Frozen): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return `${JSON.stringify(address)} is no address`;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'its address is none of http or https';
  if (url.username !== '' || url.password !== '') return 'its address holds a password; give a header instead';
  if (!METHODS.includes(method)) return `${method} is not a method that may be used`;
  const own = Object.keys(headers).find((name) => OWN_HEADERS.test(name));
  if (own !== undefined) return `the header ${own} may not be given`;
  const host = bareHost(url);
  if (isThisMachine(host) || hosts.some((listed) => listed.toLowerCase() === host)) return null;
  return `${host} is neither this machine nor one of the hosts that are listed`;
}

/** The URL parser has brought numbers such as 2130706433 and 0x7f.1 into their usual form. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}

function isLoopback(address: string): boolean {
  const kind = isIP(address);
  return kind !== 0 && loopback.check(address, kind === 6 ? 'ipv6' : 'ipv4');
}

/** What `localhost` leads to is looked at too: a resolver may say anything. */
const lookup: LookupFunction = (host, options, done) => {
  systemLookup(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '', 4);
    const strange = addresses.find(({ address }) => host === 'localhost' && !isLoopback(address));
    if (strange !== undefined) return done(new Error(`localhost leads to ${strange.address}`), '', 4);
    const [first] = addresses;
    if (first === undefined) return done(new Error(`${host} has no address`), '', 4);
    if (options.all === true) return done(null, addresses);
    return done(null, first.address, first.family);
  });
};

function call(
  { url, method, headers, body, timeoutMs }: Frozen,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const send = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method, headers, lookup, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = () => {
        clearTimeout(timer);
        request.destroy();
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString('utf8').slice(0, ANSWER_BYTES),
        });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= ANSWER_BYTES) end();
      });
      response.on('end', end);
      response.on('error', reject);
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`)), timeoutMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error(errorText(error)));
    });
    request.end(body);
  });
}

function thaw({ detail }: PlannedStep): Frozen | string {
  const { method, url, headers, body, expect, hosts, timeoutMs } = detail as Partial<Frozen>;
  const whole =
    typeof method === 'string' &&
    typeof url === 'string' &&
    typeof headers === 'object' &&
    headers !== null &&
    typeof body === 'string' &&
    Array.isArray(expect) &&
    Array.isArray(hosts) &&
    typeof timeoutMs === 'number' &&
    timeoutMs > 0;
  if (!whole) return 'it names no call that can be understood';
  return { method, url, headers, body, expect, hosts, timeoutMs };
}
