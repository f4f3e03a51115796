import { appendJsonLines } from './files/json-lines.ts';
import type { Layout } from './files/layout.ts';

export const LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type Level = (typeof LEVELS)[number];

/** One line of logs/ops.jsonl, the program's own log. */
export interface OwnLogLine {
  version: 1;
  at: string;
  level: Level;
  subsystem: string;
  message: string;
  sessionKey: string | null;
}

export type WriteLog = (level: Level, subsystem: string, message: string) => void;

/** Writes to the own log. A full disk must not stop what is being logged: the line then goes to standard error, the session's output. */
export function ownLog(at: Layout, sessionKey: string | null): WriteLog {
  return (level, subsystem, message) => {
    const line: OwnLogLine = { version: 1, at: new Date().toISOString(), level, subsystem, message, sessionKey };
    try {
      appendJsonLines(at.ownLog, [line]);
    } catch {
      process.stderr.write(`${line.at} ${level} ${subsystem} ${message}\n`);
    }
  };
}
