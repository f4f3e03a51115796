import type { Config } from '../../config/schema.ts';
import type { Locale } from '../../notify/texts/words.ts';
import { parseDuration } from '../../text/parse-duration.ts';
import type { Alert, Severity } from '../alert.ts';
import { rulesOf } from '../rules/all-rules.ts';
import type { Rule } from '../rules/rule.ts';
import type { QuietHours } from './quiet-hours.ts';

export interface EscalationLevel {
  afterMs: number;
  channels: readonly string[];
  severity: Severity;
  /** Pattern for the name of the alert. */
  rules: string;
}

export interface Promotion {
  rules: string;
  to: Severity;
  afterMs: number | null;
  count: number | null;
}

/** Silences and maintenance, as somebody else keeps them: why an alert is not told now, null where it is. */
export type Overlay = (alert: Alert) => { silenced: string | null };

/** Everything that decides what is told and when. Durations in milliseconds. */
export interface Policy {
  rules: ReadonlyMap<string, Rule>;
  tellFrom: Severity;
  groupWaitMs: number;
  repeatMs: Readonly<Record<Severity, number>>;
  storm: { count: number; withinMs: number };
  flapping: boolean;
  outageToleranceMs: number;
  promotions: readonly Promotion[];
  escalation: { levels: readonly EscalationLevel[]; loops: number };
  /** null: there are none. */
  quietHours: QuietHours | null;
  timeZone: string | null;
  locale: Locale;
  overlay: Overlay;
  /** The incident of an alert, where one is to be linked with it now; null for none. */
  incidentOf?: (fingerprint: string) => string | null;
}

const NOTHING_SILENCED: Overlay = () => ({ silenced: null });

function ms(duration: string): number {
  return parseDuration(duration) ?? 0;
}

export function policyOf(
  config: Pick<Config, 'thresholds' | 'alerts' | 'quiet_hours' | 'time_zone' | 'locale'>,
  overlay: Overlay = NOTHING_SILENCED,
): Policy {
  const { alerts, quiet_hours, time_zone, locale } = config;
  const levels = alerts.escalation.levels.map(({ after, ...level }) => ({ ...level, afterMs: ms(after) }));
  return {
    rules: new Map(rulesOf(config).map((rule) => [rule.name, rule])),
    tellFrom: alerts.tell_from,
    groupWaitMs: ms(alerts.group_wait),
    repeatMs: {
      critical: ms(alerts.repeat.critical),
      warning: ms(alerts.repeat.warning),
      info: ms(alerts.repeat.warning),
    },
    storm: { count: alerts.storm.count, withinMs: ms(alerts.storm.within) },
    flapping: alerts.flapping,
    outageToleranceMs: ms(alerts.outage_tolerance),
    promotions: alerts.promote.map(({ rules, to, after, count = null }) => ({
      rules,
      to,
      count,
      afterMs: after === undefined ? null : ms(after),
    })),
    escalation: { levels: levels.sort((one, other) => one.afterMs - other.afterMs), loops: alerts.escalation.loops },
    quietHours: { ...quiet_hours, timeZone: time_zone },
    timeZone: time_zone,
    locale,
    overlay,
  };
}
