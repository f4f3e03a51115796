import { readLastJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { enqueue } from '../notify/outbox/store.ts';
import type { Decision } from './machine/decide.ts';
import { writeMemory } from './machine/memory.ts';
import { type AlertEvent, alertHistoryPath, appendAlertEvents, forgetAlert, writeAlert } from './store.ts';

/** The steps of storing a decision, in their order. */
export type CommitStep = 'enqueue' | 'history' | 'alert' | 'forget' | 'memory' | 'done';

/** Enough for what one decision appends; only that can be in it twice. */
const EVENT_BYTES = 600;
const LEAST_TAIL_BYTES = 64 * 1024;

/**
 * Stores a decision. Call it inside `changeAlerts`, with a decision on what is stored then. Messages first, under keys that deciding
 * again makes again; then the history, without what it holds already; then each alert, by which the next decision knows that it was
 * made. Killed between any two steps, deciding again goes on from there: nothing is lost, and what was queued is not queued twice.
 *
 * @param before called before each step; for tests.
 */
export function commitDecision(
  at: Layout,
  decision: Decision,
  now: number,
  before: (step: CommitStep) => void = () => {},
): void {
  for (const outgoing of decision.outgoing) {
    before('enqueue');
    enqueue(at, outgoing, { now });
  }
  before('history');
  appendAlertEvents(at, newEvents(at, decision.events));
  for (const alert of decision.changed) {
    before('alert');
    writeAlert(at, alert);
  }
  for (const fingerprint of decision.forgotten) {
    before('forget');
    forgetAlert(at, fingerprint);
  }
  before('memory');
  writeMemory(at, decision.memory);
  before('done');
}

function newEvents(at: Layout, events: readonly AlertEvent[]): readonly AlertEvent[] {
  if (events.length === 0) return events;
  const bytes = Math.max(LEAST_TAIL_BYTES, 2 * EVENT_BYTES * events.length);
  const known = readLastJsonLines<AlertEvent>(alertHistoryPath(at), bytes).values;
  const keys = new Set(known.map(keyOf));
  return events.filter((event) => !keys.has(keyOf(event)));
}

function keyOf({ fingerprint, episode, what, at, severity }: AlertEvent): string {
  return [fingerprint, episode, what, at, severity].join(' ');
}
