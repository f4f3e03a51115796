import type { Config } from '../../core/config/schema.ts';
import type { Layout } from '../../core/files/layout.ts';
import { type Severity, tell } from '../../core/notify/tell.ts';
import { ownLog, type WriteLog } from '../../core/own-log.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import { type Counters, newCounters } from './counters.ts';
import type { Unit } from './unit.ts';

/** What the orchestrator's parts share: its workspace, its agents, and the ways to say that something happened. */
export interface Desk {
  at: Layout;
  session: SessionRecord;
  config: Config;
  units: Map<string, Unit>;
  counters: Counters;
  log: WriteLog;
  /** Something that the status files show has changed. */
  changed: () => void;
  /** Tells a person, once for as long as the subject lasts. */
  tell: (severity: Severity, subject: string, text: string) => void;
  /** The subject is over: the next time it is news again. */
  over: (subject: string) => void;
  /** Of the subjects that begin so, only these go on. */
  overBut: (beginning: string, subjects: readonly string[]) => void;
  /** A run of the agent has ended, and what follows from that is decided. */
  ended: (unit: Unit) => void;
  /** A schedule changed: who is due next is asked anew. */
  replanned: () => void;
  /** Agents came, went or changed: what is armed by agent is armed anew. */
  reloaded: () => void;
  stopping: boolean;
}

export function newDesk(at: Layout, session: SessionRecord, config: Config): Desk {
  const told = new Set<string>();
  const log = ownLog(at, session.key);
  return {
    at,
    session,
    config,
    units: new Map(),
    counters: newCounters(),
    log,
    changed: () => {},
    tell(severity, subject, text) {
      if (told.has(subject)) return;
      told.add(subject);
      log(severity === 'critical' ? 'error' : severity === 'warning' ? 'warn' : 'info', 'notify', text);
      try {
        tell(at, { severity, subject, text });
      } catch (error) {
        // A full disk: the subject stays untold, so that it is tried again.
        told.delete(subject);
        log('error', 'notify', `not stored: ${String(error)}`);
      }
    },
    over: (subject) => {
      told.delete(subject);
    },
    overBut(beginning, subjects) {
      for (const subject of told)
        if (subject.startsWith(beginning) && !subjects.includes(subject)) told.delete(subject);
    },
    ended: () => {},
    replanned: () => {},
    reloaded: () => {},
    stopping: false,
  };
}
