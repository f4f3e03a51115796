import { randomUUID } from 'node:crypto';
import { asUserError, errorText, OpsError } from '../../../core/errors.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { makeMailbox, postMessage } from '../../../core/sessions/mailbox.ts';
import { readRecord } from '../../../core/sessions/registry.ts';
import { stopSession } from '../../../core/sessions/stop.ts';
import type { Effect } from '../state/effects.ts';
import type { Event } from '../state/update.ts';
import type { CommandRunner } from './command-runner.ts';

export interface Performer {
  perform(effect: Effect): void;
  /** Done when everything that was confirmed has been carried out. */
  settled(): Promise<void>;
}

type Tell = (event: Event) => void;

/** Carries confirmed acts out, in the ways that the command line has: a message to a mailbox, the end of a session, a command of ops. */
export function createPerformer(at: Layout, runner: CommandRunner, tell: Tell): Performer {
  const running = new Set<Promise<void>>();

  const track = (work: Promise<void>) => {
    const done = work
      .catch((error: unknown) => {
        const known = asUserError(error);
        const hint = known instanceof OpsError ? ` ${known.hint}` : '';
        tell({ type: 'said', text: `${errorText(known)}${hint}`, tone: 'bad' });
      })
      .finally(() => running.delete(done));
    running.add(done);
  };

  return {
    perform(effect) {
      if (effect.type === 'post') track(post(at, effect, tell));
      if (effect.type === 'stop') track(stop(at, effect, tell));
      if (effect.type === 'write-command') track(write(runner, effect.words, tell));
      if (effect.type === 'read-command') track(read(runner, effect.words, tell));
      if (effect.type === 'cancel-command') runner.cancel();
    },
    async settled() {
      await Promise.all(running);
    },
  };
}

async function post(at: Layout, effect: Extract<Effect, { type: 'post' }>, tell: Tell): Promise<void> {
  makeMailbox(at, effect.sessionId);
  const { messageId } = postMessage(at, effect.sessionId, {
    text: effect.text,
    from: 'cli',
    idempotencyKey: randomUUID(),
  });
  const { sessionId, to, text } = effect;
  tell({
    type: 'sent',
    sent: { messageId, sessionId, to, text, at: new Date().toISOString(), delivered: false, reply: null },
  });
}

async function stop(at: Layout, effect: Extract<Effect, { type: 'stop' }>, tell: Tell): Promise<void> {
  const record = readRecord(at, effect.sessionId);
  // The screen may be a quarter of a second behind: the run itself is what was confirmed.
  if (record === null || record.runId !== effect.runId) {
    return tell({
      type: 'said',
      text: `${effect.name} has gone on to another run since: nothing was done`,
      tone: 'bad',
    });
  }
  tell({ type: 'said', text: effect.force ? `killing ${effect.name}` : `stopping ${effect.name}`, tone: 'info' });
  const { forced } = await stopSession(at, record, { reason: 'stopped from the dashboard', force: effect.force });
  const how = effect.force ? 'was killed' : forced ? 'did not stop within 10 s and was killed' : 'has stopped';
  tell({ type: 'said', text: `${effect.name} ${how}`, tone: forced && !effect.force ? 'bad' : 'good' });
}

async function write(runner: CommandRunner, words: readonly string[], tell: Tell): Promise<void> {
  tell({ type: 'said', text: `ops ${words.join(' ')} …`, tone: 'info' });
  const { lines, exitCode } = await runner.run(words);
  const text = lines.filter((line) => line.trim() !== '').join(' · ');
  tell({
    type: 'said',
    text: text === '' ? (exitCode === 0 ? 'done' : `it failed with exit ${exitCode}`) : text,
    tone: exitCode === 0 ? 'good' : 'bad',
  });
}

async function read(runner: CommandRunner, words: readonly string[], tell: Tell): Promise<void> {
  const { lines, exitCode } = await runner.run(words);
  const shown = lines.length === 0 ? ['It printed nothing.'] : lines;
  tell({ type: 'output', lines: exitCode === 0 ? shown : [...shown, '', `exit ${exitCode}`], running: false });
}
