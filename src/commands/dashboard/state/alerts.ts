import type { OpenAlert } from '../../../core/status/alert-facts.ts';
import type { Tone } from '../view/theme.ts';
import type { World } from './model.ts';
import { type Line, line } from './text-line.ts';
import { ago } from './times.ts';

const TONES: Readonly<Record<string, Tone>> = { critical: 'bad', warning: 'warn' };

/** Every alert that is not over, the worst first: also those that somebody took over or silenced, which need nobody now. */
export function alertLines({ snapshot: { alerts }, now }: World): Line[] {
  if (alerts.length === 0) return [line('No alert fires.', 'good')];
  return alerts.map((alert) => {
    const answered = alert.acknowledgedBy !== null || alert.silenced !== null;
    const parts = [
      alert.severity.padEnd(8),
      alert.state.padEnd(10),
      (ago(alert.since, now) ?? '').padStart(7),
      alert.fingerprint.slice(0, 8),
      alert.message,
      answerOf(alert),
    ];
    return line(parts.join('  ').trimEnd(), answered ? 'quiet' : (TONES[alert.severity] ?? 'plain'));
  });
}

function answerOf({ acknowledgedBy, silenced }: OpenAlert): string {
  if (acknowledgedBy !== null) return `(${acknowledgedBy} has it)`;
  return silenced === null ? '' : `(silenced: ${silenced})`;
}
