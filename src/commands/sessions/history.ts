import { findRecord } from '../../core/sessions/find.ts';
import { type HistoryEntry, readHistory } from '../../core/sessions/history.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { numberOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const record = findRecord(at, input.args[0] ?? '');
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 50;
  const history = readHistory(at, record.id);
  const messages = history.messages.slice(-limit);
  const events = history.events.slice(-limit);
  const shown = [...messages, ...events].sort((one, other) => (one.at < other.at ? -1 : 1)).slice(-limit);
  return {
    data: {
      sessionKey: record.key,
      messages: messages.map(({ id, at: time, from, role, text, inReplyTo }) => ({
        id,
        at: time,
        from,
        role,
        text,
        inReplyTo,
      })),
      events: events.map(({ at: time, event, text }) => ({ at: time, event, text })),
    },
    text: shown.length === 0 ? 'Nothing was said in this session yet.' : shown.map(describe).join('\n'),
    warnings: history.unreadable === 0 ? [] : [`${history.unreadable} torn lines of the history are left out`],
  };
};

function describe(entry: HistoryEntry): string {
  const text = stripControl(entry.text).replaceAll('\n', '\n    ');
  return entry.type === 'message'
    ? `${entry.at}  ${entry.role === 'user' ? entry.from : 'reply'}: ${text}`
    : `${entry.at}  [${entry.event}] ${text}`;
}
