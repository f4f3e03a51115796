import { errorText } from '../errors.ts';
import { oneLine } from '../text/control.ts';
import { VERSION } from '../version.ts';
import type { SendResult } from './channels/channel.ts';

/** More than any of the services answers; a proxy's page may be of any size. */
const ANSWER_BYTES = 64 * 1_024;
const LONGEST_PAUSE_MS = 24 * 3_600_000;
const SHOWN = 200;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as a JSON object; null where it is none. */
  json: Record<string, unknown> | null;
}

export interface Post {
  url: string;
  /** Sent as JSON; a text goes as it is. */
  body: object | string;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Posts and lets the channel judge the answer: `accept` those of 200 to 299, `refuse` all others. No redirect is followed (a message
 * and its token go to nobody else). Never throws: a line that breaks or hangs is to be tried again.
 */
export async function post(
  request: Post,
  accept: (answer: Answer) => SendResult,
  refuse: (answer: Answer) => SendResult = refused,
): Promise<SendResult> {
  let answer: Answer;
  try {
    answer = await exchange(request);
  } catch (error) {
    return failure(error);
  }
  return answer.status >= 200 && answer.status < 300 ? accept(answer) : refuse(answer);
}

async function exchange({ url, body, headers, signal }: Post): Promise<Answer> {
  const isText = typeof body === 'string';
  const response = await fetch(url, {
    method: 'POST',
    body: isText ? body : JSON.stringify(body),
    headers: {
      'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      'user-agent': `ops/${VERSION}`,
      ...headers,
    },
    redirect: 'error',
    signal,
  });
  const text = await readText(response);
  return { status: response.status, headers: response.headers, text, json: parseObject(text) };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined && size < ANSWER_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  await reader?.cancel();
  return Buffer.concat(chunks).toString('utf8');
}

export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function failure(error: unknown): SendResult {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return { status: 'retry', reason: 'no answer within the time' };
  const cause = error instanceof Error && error.cause !== undefined ? errorText(error.cause) : '';
  const reason = [errorText(error), cause].filter((part) => part !== '').join(': ');
  // fetch says no more of it than this text.
  if (/redirect/i.test(cause))
    return { status: 'permanent', reason: 'it answers with a redirect, which is not followed' };
  if (/invalid url|failed to parse url|unknown scheme/i.test(reason))
    return { status: 'permanent', reason: 'its address is none of http or https' };
  return { status: 'retry', reason };
}

/** By its status alone: too many requests, a timeout and faults of the receiver pass; every other refusal stays one. */
export function refused(answer: Answer): SendResult {
  const reason = reasonOf(answer);
  const passes = answer.status === 408 || answer.status === 429 || answer.status >= 500;
  if (!passes) return { status: 'permanent', reason };
  return { status: 'retry', reason, ...pause(retryAfterMs(answer.headers.get('retry-after'), Date.now())) };
}

export function pause(afterMs: number | null): { afterMs?: number } {
  return afterMs === null ? {} : { afterMs };
}

/** `HTTP 404: channel_not_found`. Of a page for browsers only that it is one. */
export function reasonOf({ status, headers, text }: Answer): string {
  const isPage = (headers.get('content-type') ?? '').includes('html') || /^\s*<(?:!doctype|html)/i.test(text);
  const said = isPage ? 'an HTML page' : oneLine(text).trim().slice(0, SHOWN);
  return said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
}

/** Retry-After in seconds or as a date; null where there is none that can be understood. At most a day. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, Math.ceil(wait)), LONGEST_PAUSE_MS);
}
