import type { HealEvent } from './history.ts';
import type { HealLimits } from './limits.ts';

/** Everything that decides whether a playbook may run on a target now. Gathered once, judged without a look at anything else. */
export interface Situation {
  playbook: string;
  target: string;
  /** Epoch milliseconds. */
  now: number;
  limits: HealLimits;
  history: readonly HealEvent[];
  /** Without a person's word on this very plan: mode auto, or a rule of allow-always. */
  unattended: boolean;
  /** Why everything is stopped: the kill switch; null: it is not. */
  stopped: string | null;
  /** Why the audit cannot be believed; null: it is whole. */
  auditFault: string | null;
  /** The maintenance window or the silence that covers the trouble. */
  muted: string | null;
  /** The run that is under way. */
  running: string | null;
  /** Age and interval of the sample that says that there is trouble, in milliseconds; null: there is none. */
  sample: { ageMs: number; intervalMs: number } | null;
  /** Things that are watched, and those of them that are bad; null: not known. */
  watched: { bad: number; total: number } | null;
  firingAlerts: number | null;
}

export interface Refusal {
  guard: string;
  reason: string;
  /** When it may be asked again, epoch milliseconds; null: when a person or the trouble itself changes something. */
  until: number | null;
}
