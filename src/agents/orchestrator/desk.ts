import { policyNow } from '../../core/alerts/evaluate.ts';
import type { ExternalAlarm } from '../../core/alerts/input.ts';
import { raiseNow } from '../../core/alerts/urgent/into-alerts.ts';
import type { Config } from '../../core/config/schema.ts';
import { errorText } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { notifyConfigOf } from '../../core/notify/reach.ts';
import {
  type Notification,
  newNotification,
  noteForAlert,
  outgoingOf,
  type Severity,
  tell,
} from '../../core/notify/tell.ts';
import { tellNow } from '../../core/notify/tell-now.ts';
import { ownLog, type WriteLog } from '../../core/own-log.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import { alarmOf, isKnown, knownConditions, labelsOf } from './conditions.ts';
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
  /** Tells what the disk does not take; whether anybody was reached. */
  pastTheDisk: (entry: Notification) => Promise<boolean>;
  /** Something was put into the outbox. */
  queued: () => void;
  /** Judges what is new about alerts. */
  judge: () => void;
  /** Alerts were judged: whoever heals looks whether there is anything for a playbook. */
  judged: () => void;
  /** The subject is over: the next time it is news again. */
  over: (subject: string) => void;
  /** Of the subjects that begin so, only these go on. */
  overBut: (beginning: string, subjects: readonly string[]) => void;
  /** A run of the agent has ended, and what follows from that is decided. */
  ended: (unit: Unit) => void;
  /** A schedule changed: who is due next is asked anew. */
  replanned: () => void;
  /** The configuration or the jobs changed: whoever armed something by them arms it anew. */
  reloaded: () => void;
  /** Asks to be told of that. */
  onReload: (act: () => void) => void;
  stopping: boolean;
}

/** One alarm is stored, synced, when this returns. @throws where the disk does not take it */
function raise(desk: Desk, alarm: ExternalAlarm): void {
  raiseNow(desk.at, [alarm], policyNow(desk.at, desk.config, Date.now()), Date.now());
}

export function newDesk(at: Layout, session: SessionRecord, config: Config): Desk {
  const told = new Set<string>();
  const reloads: (() => void)[] = [];
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
      const entry = newNotification({ severity, subject, text });
      const labels = labelsOf(subject);
      try {
        if (labels === null) tell(at, entry);
        else {
          noteForAlert(at, entry, labels.alertname);
          raise(this, alarmOf(labels, { severity, text, status: 'firing' }));
        }
        this.queued();
      } catch (error) {
        log('error', 'notify', `not stored, so told past the outbox: ${errorText(error)}`);
        void this.pastTheDisk(entry).then((reached) => {
          // The subject stays untold, so that it is tried again.
          if (!reached) told.delete(subject);
        });
      }
    },
    async pastTheDisk(entry) {
      const { channel, reasons } = await tellNow(notifyConfigOf(this.config), outgoingOf(entry));
      if (channel !== null) log('info', 'notify', `told over ${channel}: ${entry.text}`);
      else log('error', 'notify', `nobody was told: ${JSON.stringify(reasons)}`);
      return channel !== null;
    },
    queued: () => {},
    judge: () => {},
    judged: () => {},
    over(subject) {
      told.delete(subject);
      const labels = labelsOf(subject);
      if (labels === null || !isKnown(at, labels)) return;
      try {
        raise(this, alarmOf(labels, { severity: 'info', text: 'over', status: 'resolved' }));
        this.queued();
      } catch (error) {
        log('error', 'notify', `${subject}: that it is over could not be stored: ${errorText(error)}`);
      }
    },
    overBut(beginning, subjects) {
      for (const subject of [...told, ...knownConditions(at)])
        if (subject.startsWith(beginning) && !subjects.includes(subject)) this.over(subject);
    },
    ended: () => {},
    replanned: () => {},
    reloaded: () => {
      for (const act of reloads) act();
    },
    onReload: (act) => {
      reloads.push(act);
    },
    stopping: false,
  };
}
