import type { OutboxEntry } from '../../core/notify/outbox/entry.ts';
import { listOutbox, OUTBOX_STATES, type OutboxState } from '../../core/notify/outbox/store.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { SHORT_ID } from './matching.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 50;
  const lists = statesOf(input).map((state) => ({ state, ...listOutbox(at, state) }));
  const all = lists.flatMap(({ state, entries }) => entries.map((entry) => ({ state, ...entry })));
  all.sort((one, other) => (one.queuedAt < other.queuedAt ? -1 : 1));
  const shown = all.slice(-limit);
  const now = Date.now();
  const rows = shown.map((entry) => [
    entry.id.slice(0, SHORT_ID),
    entry.state,
    `${describeDuration(now - Date.parse(entry.queuedAt))} ago`,
    entry.outgoing.severity,
    entry.sent?.channel ?? entry.attempts.at(-1)?.channel ?? '',
    whatNow(entry, now),
    entry.outgoing.title,
  ]);
  const hidden = all.length - shown.length;
  const table = textTable(['ID', 'STATE', 'QUEUED', 'SEVERITY', 'CHANNEL', 'WHAT', 'TITLE'], rows);
  return {
    data: { count: shown.length, totalCount: all.length, messages: shown },
    text:
      all.length === 0
        ? 'Nothing waits, and nothing is undelivered.'
        : table + (hidden > 0 ? `${hidden} older: --limit\n` : ''),
    warnings: lists.flatMap(({ unreadable }) => unreadable).map((text) => `${text}; it is left out`),
  };
};

function statesOf(input: Input): readonly OutboxState[] {
  const state = choiceOption(input, 'state', OUTBOX_STATES);
  if (state !== undefined) return [state];
  return flag(input, 'all') ? OUTBOX_STATES : ['queued', 'dead'];
}

function whatNow(entry: OutboxEntry, now: number): string {
  if (entry.sent !== null) return entry.sent.providerId ?? 'sent';
  if (entry.dead !== null) return entry.dead.reason;
  if (entry.waiting !== null) return entry.waiting.reason;
  const after = entry.outgoing.deliverAfter === null ? 0 : Date.parse(entry.outgoing.deliverAfter);
  if (after > now) return `held back for ${describeDuration(after - now)}`;
  const last = entry.attempts.at(-1);
  if (last === undefined) return 'not tried yet';
  const next = Date.parse(entry.channels[last.channel]?.nextAt ?? '');
  const again = next > now ? `again in ${describeDuration(next - now)}` : 'again now';
  return `${entry.channels[last.channel]?.attempts ?? 1} tries, ${again}: ${last.reason ?? ''}`;
}
