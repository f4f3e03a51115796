import { DECISIONS } from '../../core/healing/approvals/approval.ts';
import { STATUSES } from '../../core/sessions/record.ts';

/** What can stand in a place of the command line: fixed words, something the shell knows, or something only the workspace knows. */
export type Values =
  | { from: 'words'; words: readonly string[] }
  | { from: 'files' | 'folders' | 'commands' | 'nothing' }
  | { from: 'sessions' | 'agents' | 'agents-or-all' | 'settings' }
  | { from: 'alerts' | 'incidents' | 'approvals' | 'playbooks' | 'plans' | 'channels' };

/** By the placeholder's name in the command table: `<session>`, `[dir]`, `--status <status>`. */
const BY_PLACEHOLDER: Readonly<Record<string, Values>> = {
  session: { from: 'sessions' },
  agent: { from: 'agents' },
  dir: { from: 'folders' },
  file: { from: 'files' },
  path: { from: 'settings' },
  shell: { from: 'words', words: ['bash', 'zsh', 'fish'] },
  alert: { from: 'alerts' },
  playbook: { from: 'playbooks' },
  plan: { from: 'plans' },
  channel: { from: 'channels' },
  decision: { from: 'words', words: DECISIONS },
  status: { from: 'words', words: STATUSES },
  kind: { from: 'words', words: ['main', 'subagent', 'cron'] },
  how: { from: 'words', words: ['keep', 'delete'] },
  level: { from: 'words', words: ['silent', 'error', 'warn', 'info', 'debug'] },
};

/** What an `<id>` is by the noun that is spoken of. */
const ID_OF: Readonly<Record<string, Values>> = {
  incidents: { from: 'incidents' },
  approvals: { from: 'approvals' },
};

function idValues(path: string, notation: string): Values {
  const [noun = ''] = path.split(' ');
  if (noun !== 'agents' && !notation.startsWith('--agent ')) return ID_OF[noun] ?? { from: 'nothing' };
  return { from: notation.includes('...') ? 'agents-or-all' : 'agents' };
}

/** Names of what a command of channels is about. */
const NAME_OF: Readonly<Record<string, Values>> = { channels: { from: 'channels' } };

const BY_FLAG: Readonly<Record<string, Values>> = {
  '--channel': { from: 'channels' },
  '--playbook': { from: 'playbooks' },
};

/** `notation` is '<session...>', '[dir]' or a flag such as '--agent <id>'. */
export function valuesOf(notation: string, path: string): Values {
  const name = /[<[]([\w-]+)/.exec(notation)?.[1] ?? '';
  const [flag = ''] = notation.split(' ');
  if (BY_FLAG[flag] !== undefined) return BY_FLAG[flag];
  if (name === 'id') return idValues(path, notation);
  if (name === 'name') return NAME_OF[path.split(' ')[0] ?? ''] ?? { from: 'nothing' };
  return BY_PLACEHOLDER[name] ?? { from: 'nothing' };
}
