import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { parsePeriod, type ReportKind } from './time/period.ts';

const DAY_MS = 86_400_000;
const REPORT_FILE = /^(daily|weekly|monthly)-ops-(.+)\.(?:md|html|json)$/;

/** Removes the reports whose period ended more than `days` ago, by their names; other files are left. Returns how many files went. */
export function cleanReports(at: Layout, days: number, now: number): number {
  return namesIn(at.reports).filter((name) => {
    const end = endOf(name, now);
    return end !== null && end < now - days * DAY_MS && removeFile(join(at.reports, name));
  }).length;
}

/** Some hours more or less, by the zone, make no difference here. */
function endOf(file: string, now: number): number | null {
  const [, kind, name] = REPORT_FILE.exec(file) ?? [];
  if (kind === undefined || name === undefined) return null;
  return parsePeriod(kind as ReportKind, name, now, 'UTC')?.to ?? null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
