import type { Report } from '../report.ts';
import { en } from '../texts/en.ts';
import { ko } from '../texts/ko.ts';
import type { Texts } from '../texts/texts.ts';
import { weekdayOf } from '../time/calendar.ts';
import { clockOf } from './clock.ts';
import type { Content, ReportDocument, Section } from './document.ts';
import { formatPercent } from './format.ts';
import { agents } from './sections/agents.ts';
import { alarms } from './sections/alarms.ts';
import { availability } from './sections/availability.ts';
import { capacity, utilisation } from './sections/capacity.ts';
import { changes } from './sections/changes.ts';
import type { Context } from './sections/context.ts';
import { days } from './sections/days.ts';
import { findings } from './sections/findings.ts';
import { gaps } from './sections/gaps.ts';
import { healing } from './sections/healing.ts';
import { incidents } from './sections/incidents.ts';
import { logs } from './sections/logs.ts';
import { overview } from './sections/overview.ts';
import { patterns } from './sections/patterns.ts';
import { resources } from './sections/resources.ts';
import { data, unread } from './sections/sources.ts';

export type Locale = 'en' | 'ko';

const TEXTS: Readonly<Record<Locale, Texts>> = { en, ko };

/** The sections in the order in which a person on duty reads them. One that does not apply is null. */
const SECTIONS: readonly ((context: Context) => Section | null)[] = [
  findings,
  overview,
  resources,
  days,
  gaps,
  availability,
  incidents,
  alarms,
  patterns,
  healing,
  agents,
  logs,
  capacity,
  utilisation,
  changes,
  unread,
  data,
];

export function textsOf(locale: Locale): Texts {
  return TEXTS[locale];
}

/** Puts a report into the words of a language. */
export function composeReport(report: Report, locale: Locale): ReportDocument {
  const texts = TEXTS[locale];
  const context: Context = { report, texts, clock: clockOf(report) };
  return {
    language: locale,
    title: texts.title[report.kind](nameOf(report, texts)),
    subtitle: subtitleOf(context),
    verdict: { level: report.verdict, text: `${texts.levels[report.verdict]}: ${texts.verdict[report.verdict]}` },
    lead: leadOf(context),
    sections: SECTIONS.flatMap((section) => section(context) ?? []),
  };
}

function nameOf({ kind, name }: Report, texts: Texts): string {
  return kind === 'daily' ? texts.day(name, texts.weekdays[weekdayOf(name) - 1] ?? '') : name;
}

function subtitleOf({ report, texts, clock }: Context): Content {
  const { period } = report;
  const covered = texts.covers(clock.full(period.from), clock.full(period.to));
  const soFar = period.complete ? '' : `; ${texts.soFar(clock.full(period.to))}`;
  return [{ code: report.host }, `, ${covered} (${period.zone})${soFar}`];
}

function leadOf({ report, texts }: Context): string {
  if (report.coverage.samples === 0) return texts.lead.noData;
  const count = (level: string) => report.findings.filter((finding) => finding.level === level).length;
  const counted = texts.lead.findings(count('critical'), count('warning'), count('unknown'));
  return counted === '' ? texts.lead.ok(formatPercent(report.coverage.percent)) : counted;
}
