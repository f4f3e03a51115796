import { cut } from '../cut.ts';
import { hasProgram, type Machine } from '../machine.ts';
import type { Outgoing } from '../outgoing.ts';
import { startProgram } from '../program.ts';
import { type ChannelType, USUAL } from './channel.ts';

const TEXT_LIMIT = 1_000;
const URGENCY = { info: 'low', warning: 'normal', critical: 'critical' } as const;

/** Title and text come as arguments and are never part of the script. */
const SCRIPT = 'on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run';

/** A notification on the screen of who is logged in. `sent` means that the desktop has taken it; whether somebody sits there nobody knows. */
export const desktop: ChannelType<'desktop'> = {
  ...USUAL,
  problem(_settings, machine) {
    const program = programOf(machine);
    if (program === null) return `desktop notifications are not known for ${machine.platform}`;
    if (!hasProgram(program, machine)) return `the program ${program} is not installed`;
    const { DBUS_SESSION_BUS_ADDRESS: bus, XDG_RUNTIME_DIR: runtime } = machine.env;
    return program === 'notify-send' && bus === undefined && runtime === undefined
      ? 'nobody is logged in to a desktop'
      : null;
  },
  async send(_settings, message, { signal, machine }) {
    const ended = await startProgram(commandOf(message, machine), { machine, signal, limitMs: desktop.deadlineMs });
    if (ended.code === 0) return { status: 'sent', providerId: null };
    const reason =
      ended.failure ?? (ended.overdue ? 'the desktop does not answer' : ended.said || `it ended with ${ended.code}`);
    // What a desktop refuses now may be fine in an hour, but then nobody needs it: the next channel is taken.
    return { status: 'permanent', reason };
  },
};

function programOf(machine: Machine): string | null {
  if (machine.platform === 'darwin') return 'osascript';
  return machine.platform === 'linux' ? 'notify-send' : null;
}

function commandOf(message: Outgoing, machine: Machine): string[] {
  const text = cut(message.text, TEXT_LIMIT);
  if (machine.platform === 'darwin') return ['osascript', '-e', SCRIPT, message.title, text];
  // The body is markup in most desktops; the title never is.
  const body = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return ['notify-send', '--app-name=ops', `--urgency=${URGENCY[message.severity]}`, '--', message.title, body];
}
