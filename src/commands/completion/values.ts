import { STATUSES } from '../../core/sessions/record.ts';

/** What can stand in a place of the command line: fixed words, something the shell knows, or something only the workspace knows. */
export type Values =
  | { from: 'words'; words: readonly string[] }
  | { from: 'files' | 'folders' | 'commands' | 'sessions' | 'agents' | 'agents-or-all' | 'settings' | 'nothing' };

/** By the placeholder's name in the command table: `<session>`, `[dir]`, `--status <status>`. */
const BY_PLACEHOLDER: Readonly<Record<string, Values>> = {
  session: { from: 'sessions' },
  agent: { from: 'agents' },
  dir: { from: 'folders' },
  file: { from: 'files' },
  path: { from: 'settings' },
  shell: { from: 'words', words: ['bash', 'zsh', 'fish'] },
  status: { from: 'words', words: STATUSES },
  kind: { from: 'words', words: ['main', 'subagent', 'cron'] },
  how: { from: 'words', words: ['keep', 'delete'] },
  level: { from: 'words', words: ['silent', 'error', 'warn', 'info', 'debug'] },
};

/** An `<id>` means an agent where agents are spoken of, and something else elsewhere. */
function idValues(isAgent: boolean, several: boolean): Values {
  if (!isAgent) return { from: 'nothing' };
  return { from: several ? 'agents-or-all' : 'agents' };
}

/** `notation` is '<session...>', '[dir]' or a flag such as '--agent <id>'. */
export function valuesOf(notation: string, path: string): Values {
  const name = /[<[]([\w-]+)/.exec(notation)?.[1] ?? '';
  const several = notation.includes('...');
  if (name === 'id') return idValues(path.startsWith('agents ') || notation.startsWith('--agent '), several);
  return BY_PLACEHOLDER[name] ?? { from: 'nothing' };
}
