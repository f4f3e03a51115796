/** Levels of a line, the mildest first. */
export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warning', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** The words that programs write in a level field. Only a field is looked up here: the same word inside a message says nothing. */
const WORDS: Record<string, Level> = {
  trace: 'trace',
  verbose: 'trace',
  finest: 'trace',
  finer: 'trace',
  debug: 'debug',
  dbg: 'debug',
  dbug: 'debug',
  fine: 'debug',
  config: 'info',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  log: 'info',
  statement: 'info',
  detail: 'info',
  hint: 'info',
  notice: 'notice',
  note: 'notice',
  audit: 'notice',
  warn: 'warning',
  warning: 'warning',
  wrn: 'warning',
  err: 'error',
  error: 'error',
  eror: 'error',
  fail: 'error',
  failure: 'error',
  severe: 'error',
  crit: 'critical',
  critical: 'critical',
  fatal: 'critical',
  ftl: 'critical',
  alert: 'critical',
  emerg: 'critical',
  emergency: 'critical',
  panic: 'critical',
};

const LETTERS: Record<string, Level> = {
  V: 'trace',
  T: 'trace',
  D: 'debug',
  I: 'info',
  N: 'notice',
  W: 'warning',
  E: 'error',
  F: 'critical',
  C: 'critical',
  A: 'critical',
};

/** RFC 5424 severities, from emergency to debug. */
const SEVERITIES: readonly Level[] = [
  'critical',
  'critical',
  'critical',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
];

export function levelOfWord(word: string): Level | null {
  return Object.hasOwn(WORDS, word.toLowerCase()) ? (WORDS[word.toLowerCase()] ?? null) : null;
}

export function levelOfLetter(letter: string): Level | null {
  return LETTERS[letter] ?? null;
}

export function levelOfSeverity(severity: number): Level | null {
  return SEVERITIES[severity] ?? null;
}

/** Numbers of bunyan and pino: 10 trace to 60 fatal. */
export function levelOfTens(value: number): Level | null {
  const tens: Record<number, Level> = {
    10: 'trace',
    20: 'debug',
    30: 'info',
    40: 'warning',
    50: 'error',
    60: 'critical',
  };
  return tens[value] ?? null;
}

/** The level of an answer: what the server failed at is an error, what the client did wrong a warning. */
export function levelOfStatus(status: number): Level {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warning' : 'info';
}

export function isAtLeast(level: Level | null, least: Level): boolean {
  return level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}
