import type { Finding } from './findings/finding.ts';
import type { ErrorRate } from './findings/rates.ts';
import type { Level } from './level.ts';
import type { SourceProblem } from './sources.ts';
import type { FileReading } from './tail.ts';

export interface InsightTemplate {
  id: string;
  template: string;
  level: Level | null;
  count: number;
  /** Lines of that level or of a worse one; all of them where there is no level. */
  atLevel: number;
  /** ISO 8601; null where the lines have no time. */
  first: string | null;
  last: string | null;
  isNew: boolean;
  /** Redacted. */
  sample: string;
  path: string;
  offset: number;
}

/** What one run of the analyzer found: analysis/latest.json and analysis/log-insights-<time>.json. */
export interface Insights {
  version: 1;
  /** When it ran, and when the run before it did; null at the first. */
  at: string;
  since: string | null;
  summary: {
    text: string;
    lines: number;
    /** Lines without those that belong to the event before them. */
    events: number;
    bytes: number;
    files: number;
    errors: number;
    warnings: number;
    findings: number;
  };
  levels: Record<string, number>;
  errorRate: ErrorRate;
  findings: Finding[];
  /** The most frequent ones, and all that are errors, up to fifty. */
  templates: InsightTemplate[];
  /** All that are of each level and beyond what is listed: nothing is left out silently. */
  templateCount: number;
  /** Lines whose kinds were too many to keep. */
  givenUp: number;
  security: { kind: string; address: string; count: number; first: string | null; last: string | null }[];
  /** Against the run before, per minute; null where there is none to compare. */
  trend: { errors: number | null; lines: number | null };
  files: FileReading[];
  problems: SourceProblem[];
}
