import type { Severity } from '../alert.ts';

/** How others call the three: syslog, Nagios, Zabbix, PagerDuty, Opsgenie, Datadog. */
const WORDS: Readonly<Record<Severity, readonly string[]>> = {
  critical:
    'critical crit fatal emergency emerg alert panic page disaster urgent severe blocker highest sev0 sev1 p0 p1'.split(
      ' ',
    ),
  warning: 'warning warn high error err major medium moderate average minor sev2 sev3 p2 p3'.split(' '),
  info: 'info information informational notice low lowest debug trivial none ok sev4 sev5 p4 p5'.split(' '),
};

const BY_WORD: ReadonlyMap<string, Severity> = new Map(
  (['critical', 'warning', 'info'] as const).flatMap((severity) => WORDS[severity].map((word) => [word, severity])),
);

/** The severity that another system's word means; null for a word that nobody knows. */
export function severityOf(word: string | null): Severity | null {
  return word === null ? null : (BY_WORD.get(word.toLowerCase().replaceAll(/[\s_-]/g, '')) ?? null);
}

const OVER: ReadonlySet<string> = new Set(
  'resolved resolve ok okay recovered recovery closed close cleared clear normal inactive up'.split(' '),
);

/** Whether a status says that the trouble is over. What is not understood is not over. */
export function isOver(status: unknown): boolean {
  return typeof status === 'string' && OVER.has(status.trim().toLowerCase());
}
