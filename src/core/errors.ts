/** Exit codes of the program; documented in docs/exit-codes.md. */
export const EXIT = { done: 0, failed: 1, noAnswer: 2, usage: 64, configuration: 78 } as const;

/** Every error that a user can meet: its exit code, and what to do about it when the place that throws knows nothing better. */
const CODES = {
  E_USAGE: { exitCode: EXIT.usage, hint: 'Run the command with --help.' },
  E_NAME: {
    exitCode: EXIT.usage,
    hint: 'Names hold lower-case letters, digits, - and _, and begin with a letter or digit.',
  },
  E_NO_SESSION: { exitCode: EXIT.failed, hint: 'Run: ops sessions list' },
  E_NO_AGENT: { exitCode: EXIT.failed, hint: 'Run: ops agents list' },
  E_NO_JOB: { exitCode: EXIT.failed, hint: 'Run: ops cron list --all' },
  E_NO_ALERT: { exitCode: EXIT.failed, hint: 'Run: ops alerts list --all' },
  E_NO_INCIDENT: { exitCode: EXIT.failed, hint: 'Run: ops incidents list --all' },
  E_NO_APPROVAL: { exitCode: EXIT.failed, hint: 'Run: ops approvals get' },
  E_NO_PLAYBOOK: { exitCode: EXIT.failed, hint: 'Run: ops heal list' },
  E_AMBIGUOUS: { exitCode: EXIT.failed, hint: 'Give more of the run id, or the whole key.' },
  E_RUNNING: { exitCode: EXIT.failed, hint: 'Stop the session first: ops sessions abort <session>' },
  E_SPAWN: { exitCode: EXIT.failed, hint: 'Look at the output that the message names.' },
  E_LOCKED: { exitCode: EXIT.failed, hint: 'Try again; if the owner hangs, end it.' },
  E_CORRUPT: {
    exitCode: EXIT.failed,
    hint: 'A running orchestrator moves the file to quarantine/; nothing else is touched.',
  },
  E_FILE: { exitCode: EXIT.failed, hint: 'Look at the path and its permissions.' },
  E_FULL: { exitCode: EXIT.failed, hint: 'Free some space; what was stored before is kept.' },
  E_READ_ONLY: { exitCode: EXIT.failed, hint: 'Make the workspace writable, or name another with --workspace.' },
  E_WORKSPACE: { exitCode: EXIT.configuration, hint: 'Make one with: ops init' },
  E_WORKSPACE_UNSAFE: {
    exitCode: EXIT.configuration,
    hint: 'A workspace can name commands to run: only you may own and write it.',
  },
  E_CONFIG: { exitCode: EXIT.configuration, hint: 'Check it with: ops config validate' },
  E_OWNED: {
    exitCode: EXIT.configuration,
    hint: 'One orchestrator runs in a workspace. Stop it with: ops agents stop ops-orchestrator',
  },
  E_NOT_RUNNING: { exitCode: EXIT.failed, hint: 'Start it with: ops agents spawn ops-orchestrator' },
  E_CURSOR: { exitCode: EXIT.failed, hint: 'Begin anew, without --since.' },
  E_HEAL: { exitCode: EXIT.failed, hint: 'Look at: ops heal history, ops approvals get' },
  E_NO_ANSWER: { exitCode: EXIT.noAnswer, hint: 'The message is stored; see: ops sessions history' },
} as const;

export type ErrorCode = keyof typeof CODES;

/** An error whose message is for the user: what is wrong, where, and the way out. */
export class OpsError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: number;

  /** The dashboard is bundled apart and has a class of its own; what either throws is known to both. */
  static override [Symbol.hasInstance](value: unknown): value is OpsError {
    return value instanceof Error && value.name === 'OpsError';
  }

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OpsError';
    this.code = code;
    this.hint = options.hint ?? CODES[code].hint;
    this.exitCode = CODES[code].exitCode;
  }
}

const SYSTEM_CODES: Record<string, { code: ErrorCode; text: string }> = {
  ENOENT: { code: 'E_FILE', text: 'no such file or folder' },
  ENOSPC: { code: 'E_FULL', text: 'no space left on the disk' },
  EDQUOT: { code: 'E_FULL', text: 'the disk quota is used up' },
  EROFS: { code: 'E_READ_ONLY', text: 'the file system is read-only' },
  EACCES: { code: 'E_READ_ONLY', text: 'permission denied' },
  EPERM: { code: 'E_READ_ONLY', text: 'operation not permitted' },
  EMFILE: { code: 'E_FILE', text: 'too many open files' },
  ENFILE: { code: 'E_FILE', text: 'too many open files on this machine' },
  EIO: { code: 'E_FILE', text: 'the disk reported an error' },
  ENOTDIR: { code: 'E_FILE', text: 'a folder was expected' },
  EISDIR: { code: 'E_FILE', text: 'a file was expected' },
  EEXIST: { code: 'E_FILE', text: 'something of that name is there already' },
  ENAMETOOLONG: { code: 'E_FILE', text: 'the name is too long' },
};

/** Says an operating system's error in words; any other error is returned as it is. */
export function asUserError(error: unknown): unknown {
  if (error instanceof OpsError) return error;
  const system = error as NodeJS.ErrnoException;
  const known = system?.code === undefined ? undefined : SYSTEM_CODES[system.code];
  if (known === undefined) return error;
  // Of a rename or link the user knows the target, not the temporary file that it comes from.
  const where = (system as { dest?: string }).dest ?? system.path ?? system.syscall ?? 'file';
  return new OpsError(known.code, `${where}: ${known.text}`, { cause: error });
}

export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
