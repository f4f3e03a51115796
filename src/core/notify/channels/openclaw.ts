import { cut } from '../cut.ts';
import { parseObject } from '../http.ts';
import { hasProgram } from '../machine.ts';
import { startProgram } from '../program.ts';
import { type ChannelType, USUAL } from './channel.ts';

const LIMIT = 4_000;

/** Whatever channel OpenClaw is connected with, by `openclaw message send`. */
export const openclaw: ChannelType<'openclaw'> = {
  ...USUAL,
  // Its start alone takes seconds.
  deadlineMs: 30_000,
  retarget: (settings, target) => ({ ...settings, target }),
  problem: ({ program }, machine) => (hasProgram(program, machine) ? null : `the program ${program} is not installed`),
  async send({ program, channel, target, account }, message, { signal, machine }) {
    const text = cut(message.text, LIMIT);
    const command = [program, 'message', 'send', '--channel', channel, '--target', target];
    if (account !== undefined) command.push('--account', account);
    command.push('--message', text.startsWith('-') ? ` ${text}` : text, '--json');
    const ended = await startProgram(command, { machine, signal, limitMs: openclaw.deadlineMs });
    const providerId = messageIdIn(ended.said);
    // Some versions send, say so, and then never end (openclaw#16460): what they said counts.
    if (ended.code === 0 || providerId !== null) return { status: 'sent', providerId };
    if (ended.failure !== null) return { status: 'permanent', reason: ended.failure };
    if (ended.overdue)
      return { status: 'permanent', reason: 'it may have been sent, and is not sent again here: no answer in time' };
    return { status: 'retry', reason: `openclaw ended with ${ended.code ?? 'a signal'}: ${ended.said}` };
  },
};

/** The id in `{"action":"send","payload":{"messageId"}}`, which may stand between lines of a log. */
function messageIdIn(said: string): string | null {
  const answer = parseObject(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1));
  const payload = answer?.payload as { messageId?: unknown; result?: { messageId?: unknown } } | undefined;
  const id = payload?.messageId ?? payload?.result?.messageId;
  return typeof id === 'string' && id !== '' ? id : null;
}
