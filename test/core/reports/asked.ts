import type { Layout } from '../../../src/core/files/layout.ts';
import { makeReport } from '../../../src/core/reports/make.ts';
import type { Finding, FindingCode, Report } from '../../../src/core/reports/report.ts';
import type { Resource } from '../../../src/core/reports/report-parts.ts';
import { renderReport } from '../../../src/core/reports/store.ts';
import { parsePeriod, type ReportKind } from '../../../src/core/reports/time/period.ts';
import { configuration, DAY, HOUR, time } from './support.ts';

/** Monday the 5th of October in Seoul. */
export const FROM = time('2026-10-04T15:00:00Z');
export const TO = FROM + DAY;

export interface Asked {
  kind?: ReportKind;
  name?: string;
  now?: number;
  zone?: string;
  /** Keys of the configuration. */
  own?: object;
}

/** The report of that Monday an hour after its end, or of what else is asked for. */
export function report(
  at: Layout,
  { kind = 'daily', name = '2026-10-05', now = TO + HOUR, ...asked }: Asked = {},
): Report {
  const { zone = 'Asia/Seoul', own } = asked;
  const period = parsePeriod(kind, name, now, zone);
  if (period === null) throw new Error(`no period ${name}`);
  return makeReport(at, configuration({ time_zone: zone, ...own }), period, now);
}

export function when(moment: number): string {
  return new Date(moment).toISOString();
}

/** In English. Columns are filled up with spaces; here only what they say counts. */
export async function markdown(found: Report): Promise<string> {
  return (await renderReport(found, 'md', 'en')).replaceAll(/ +/g, ' ');
}

export function findingOf(found: Report, code: FindingCode): Finding | undefined {
  return found.findings.find((finding) => finding.code === code);
}

export function resourceOf(found: Report, id: Resource['id']): Resource | undefined {
  return found.resources.find((resource) => resource.id === id);
}
