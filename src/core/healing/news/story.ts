import type { Severity } from '../../alerts/alert.ts';
import { describeDuration } from '../../text/duration.ts';
import type { AuditEntry, AuditKind } from '../audit/entry.ts';

/** What an entry of the audit means to those who follow an incident. */
export interface Story {
  /** A line for the incident. */
  line: string;
  /** What is said of it with the alert: the words that the notification of an alert knows ("asked", "denied", "failed", "succeeded"). */
  tried: string | null;
  /** Somebody is told. `severity` null: as severe as the alert. */
  message: { severity: Severity | null; text: string } | null;
}

type Teller = (entry: AuditEntry) => Story;

const quiet = (line: string, tried: string | null = null): Story => ({ line, tried, message: null });

/** By kind; of what is not here nobody is told. */
const STORIES: Partial<Record<AuditKind, Teller>> = {
  refused: ({ playbook, detail }) =>
    quiet(`${playbook} was not run: ${text(detail.guard)}: ${text(detail.reason)}`, `not run: ${text(detail.reason)}`),
  'approval asked': asked,
  'approval decided': decided,
  'run begun': ({ playbook, subject, detail }) =>
    quiet(
      `${playbook} runs (${subject}), allowed by ${permission(detail.permission)}: ${list(detail.steps)}`,
      'carried out, being verified',
    ),
  'step ended': ({ detail }) => quiet(`step ${number(detail.step) + 1} ${result(detail)}`),
  'undo ended': ({ detail }) => quiet(`undoing step ${number(detail.step) + 1}: ${result(detail)}`),
  'run ended': ended,
};

export function storyOf(entry: AuditEntry): Story | null {
  return STORIES[entry.kind]?.(entry) ?? null;
}

function asked({ playbook, target, subject, detail }: AuditEntry): Story {
  const steps = Array.isArray(detail.steps) ? detail.steps.map((step) => `- ${text(step)}`) : [];
  const lines = [
    `AutoHeal asks: may ${playbook} run on ${target}?`,
    ...steps,
    `Until ${text(detail.expiresAt)}, then it is denied.`,
    `ops approvals resolve ${subject} allow-once`,
    `ops approvals resolve ${subject} deny`,
  ];
  return {
    line: `${playbook} asks for approval ${subject} until ${text(detail.expiresAt)}: ${list(detail.steps)}`,
    tried: `asked for approval ${subject}`,
    message: { severity: null, text: lines.join('\n') },
  };
}

function decided({ playbook, target, subject, by, detail }: AuditEntry): Story {
  const { decision, expired, reason } = detail;
  const why = typeof reason === 'string' ? `: ${reason}` : '';
  if (expired !== true) {
    const result = decision === 'deny' ? `denied by ${by}` : `allowed by ${by}`;
    return quiet(`approval ${subject} for ${playbook}: ${text(decision)} by ${by}${why}`, result);
  }
  const told = `AutoHeal: nobody answered whether ${playbook} may run on ${target}, so it was not done. Manual intervention is needed.`;
  return {
    line: `approval ${subject} for ${playbook} expired${why}`,
    tried: `approval ${subject} expired`,
    message: { severity: null, text: told },
  };
}

function ended({ playbook, target, subject, detail }: AuditEntry): Story {
  const { outcome } = detail;
  const took = typeof detail.durationMs === 'number' ? ` after ${describeDuration(detail.durationMs)}` : '';
  const why = typeof detail.reason === 'string' ? `: ${detail.reason}` : '';
  const line = `${playbook} (${subject}) ${text(outcome)}${took}${why}`;
  if (outcome === 'verified')
    return {
      line,
      tried: 'succeeded',
      message: {
        severity: 'info',
        text: `AutoHeal: ${playbook} helped on ${target}; verified by fresh samples${took}.`,
      },
    };
  const told = `AutoHeal failed: ${playbook} on ${target}${why}. Manual intervention is needed: ops heal history`;
  return { line, tried: `failed${why}`, message: { severity: null, text: told } };
}

function result(detail: AuditEntry['detail']): string {
  return `${detail.ok === true ? 'done' : 'failed'}: ${text(detail.text)}`;
}

function permission(value: unknown): string {
  const { kind, by } = (value ?? {}) as { kind?: unknown; by?: unknown };
  return kind === 'auto' ? 'its mode auto' : `${text(by)}${kind === 'rule' ? ' (allow-always)' : ''}`;
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.map(text).join('; ') : 'unknown';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : 'unknown';
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
