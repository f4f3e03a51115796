import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode } from '../../core/errors.ts';
import { writeFileAtomic } from '../../core/files/atomic.ts';
import { SCRIPTS, type Shell } from './scripts.ts';

interface Target {
  file: string;
  /** Read when the shell starts, where the file alone is not enough; the line is added once. */
  startup: { file: string; line: string } | null;
}

function homeFolder(variable: string, ...fallback: string[]): string {
  const given = process.env[variable] ?? '';
  return given === '' ? join(homedir(), ...fallback) : given;
}

/** Where each shell looks. fish finds the file by its name; bash and zsh are told in their startup file. */
const TARGETS: Readonly<Record<Shell, () => Target>> = {
  bash: () => {
    const file = join(homeFolder('XDG_DATA_HOME', '.local', 'share'), 'bash-completion', 'completions', 'ops');
    return { file, startup: { file: join(homedir(), '.bashrc'), line: sourceLine(file) } };
  },
  zsh: () => {
    const file = join(homeFolder('XDG_DATA_HOME', '.local', 'share'), 'ops', 'completion.zsh');
    const line = `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }; ${sourceLine(file)}`;
    return { file, startup: { file: join(homeFolder('ZDOTDIR'), '.zshrc'), line } };
  },
  fish: () => ({
    file: join(homeFolder('XDG_CONFIG_HOME', '.config'), 'fish', 'completions', 'ops.fish'),
    startup: null,
  }),
};

function sourceLine(file: string): string {
  const quoted = `'${file.replaceAll("'", `'\\''`)}'`;
  return `[ -f ${quoted} ] && . ${quoted} # ops completion`;
}

/** Writes the script where the shell finds it. Returns the files that changed; none when all was there. */
export function installCompletion(shell: Shell): { file: string; changed: string[] } {
  const { file, startup } = TARGETS[shell]();
  const changed: string[] = [];
  if (textOf(file) !== SCRIPTS[shell]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, SCRIPTS[shell], { temporary: dirname(file) });
    changed.push(file);
  }
  if (startup === null) return { file, changed };
  const before = textOf(startup.file) ?? '';
  if (before.includes(startup.line)) return { file, changed };
  // Appended, not replaced: it is the user's own file, and may be a link into a folder under version control.
  appendFileSync(startup.file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${startup.line}\n`);
  return { file, changed: [...changed, startup.file] };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
