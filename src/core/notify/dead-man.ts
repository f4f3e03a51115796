import { errorText } from '../errors.ts';
import { redact } from '../text/redact.ts';

const LIMIT_MS = 10_000;
const BODY_LIMIT = 10_000;

export type Signal = 'start' | 'success' | 'fail';

const PATHS: Readonly<Record<Signal, string>> = { start: '/start', success: '', fail: '/fail' };

/** Null when the switch answered well, else why not. */
export type PingResult = string | null;

/**
 * Tells a dead-man switch on the outside (of the kind of Healthchecks) that the orchestrator lives: who hears nothing raises the alarm.
 * The address is a secret, and appears in no message. Never throws.
 */
export async function pingDeadMan(url: string, signal: Signal, body = ''): Promise<PingResult> {
  try {
    const answer = await fetch(`${url.replace(/\/+$/, '')}${PATHS[signal]}`, {
      method: 'POST',
      body: redact(body).slice(0, BODY_LIMIT),
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? null : `it answered with HTTP ${answer.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? `: ${errorText(error.cause)}` : '';
    return `${errorText(error)}${cause}`.replaceAll(url, '(its address)');
  }
}
