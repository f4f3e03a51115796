import { cut } from '../cut.ts';
import { parseObject } from '../http.ts';
import { hasProgram } from '../machine.ts';
import { startProgram } from '../program.ts';
import { type ChannelType, type SendResult, USUAL } from './channel.ts';

const LIMIT = 10_000;
const GROUP = /^chat:(\d+)$/;

/** It says so itself when Messages may have taken the message: sending it there again would show it twice. */
const UNCERTAIN = /may_have_completed|still_in_flight/;
const FORBIDDEN =
  /not (?:authori[sz]ed|permitted|registered|allowed)|permission|-1743|invalid (?:recipient|chat|number)|not on imessage/i;

/** Messages.app of this Mac, by `imsg send` (https://github.com/openclaw/imsg). `sent` means that Messages has taken it. */
export const imessage: ChannelType<'imessage'> = {
  ...USUAL,
  // It looks up to eight seconds for the message in Messages' own database before it says `sent`.
  deadlineMs: 20_000,
  retarget: (settings, target) => ({ ...settings, to: target }),
  problem(settings, machine) {
    if (machine.platform !== 'darwin') return `iMessage is sent from a Mac only; this machine runs ${machine.platform}`;
    return hasProgram(settings.program, machine) ? null : `the program ${settings.program} is not installed`;
  },
  async send({ program, to, service }, message, { signal, machine }) {
    const group = GROUP.exec(to)?.[1];
    const receiver = group === undefined ? ['--to', to, '--service', service] : ['--chat-id', group];
    const text = cut(message.text, LIMIT);
    const command = [program, 'send', ...receiver, '--text', text.startsWith('-') ? ` ${text}` : text, '--json'];
    const ended = await startProgram(command, { machine, signal, limitMs: imessage.deadlineMs });
    if (ended.failure !== null) return { status: 'permanent', reason: ended.failure };
    return judge(ended.said, ended.code, ended.overdue);
  },
};

function judge(said: string, code: number | null, overdue: boolean): SendResult {
  for (const line of said.split('\n')) {
    const answer = parseObject(line);
    if (answer?.status !== 'sent') continue;
    const id = answer.guid ?? answer.id;
    return { status: 'sent', providerId: typeof id === 'string' || typeof id === 'number' ? String(id) : null };
  }
  if (overdue || UNCERTAIN.test(said)) {
    return {
      status: 'permanent',
      reason: `it may have been sent, and is not sent again here: ${said || 'no answer in time'}`,
    };
  }
  const reason = `imsg ended with ${code ?? 'a signal'}: ${said}`;
  return { status: FORBIDDEN.test(said) ? 'permanent' : 'retry', reason };
}
