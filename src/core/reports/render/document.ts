import type { Silence } from '../measure/gaps.ts';
import type { Grid } from '../measure/grid.ts';
import type { FindingLevel, Verdict } from '../report.ts';

/** A piece of text. Plain strings and code may hold anything: each form of a report makes them harmless itself. */
export type Piece =
  | string
  | { code: string }
  /** A number of our own making, with its sign. */
  | { figure: string }
  /** A course of bars, which must stay on one line. */
  | { course: string }
  | { strong: string }
  | { level: FindingLevel | Verdict; text: string }
  | { link: string };
export type Content = Piece | readonly Piece[];

export interface Table {
  kind: 'table';
  head: readonly string[];
  /** Columns of numbers stand at the right. */
  numbers: readonly number[];
  rows: readonly (readonly Content[])[];
}

export interface Line {
  name: string;
  grid: Grid;
}

export interface Chart {
  kind: 'chart';
  title: string;
  lines: readonly Line[];
  unit: 'percent' | 'number' | 'bytesPerSecond';
  /** Thresholds to draw, in the chart's unit. */
  limits: readonly { value: number; level: 'warning' | 'critical' }[];
  from: number;
  to: number;
  gaps: readonly Silence[];
  ticks: readonly { time: number; text: string }[];
  /** Said for a reader that sees no pictures. */
  description: string;
  /** Said where the shaded parts are explained. */
  gapText: string;
  /** Said where the dashed lines are explained; empty where there are none. */
  limitText: string;
  /** Where its only line is highest; empty where there are several. */
  peakText: string;
}

export type Block =
  | { kind: 'text'; content: Content }
  | { kind: 'list'; items: readonly Content[] }
  | { kind: 'facts'; rows: readonly (readonly [name: string, content: Content])[] }
  | Table
  | Chart;

export interface Section {
  /** Stays the same in every language, for links. */
  id: string;
  title: string;
  blocks: readonly Block[];
}

/** A report in words, without any form yet: Markdown and HTML are made of the same one. */
export interface ReportDocument {
  language: 'en' | 'ko';
  title: string;
  /** What it covers. */
  subtitle: Content;
  verdict: { level: Verdict; text: string };
  lead: string;
  sections: readonly Section[];
}

export function pieces(content: Content): readonly Piece[] {
  return Array.isArray(content) ? content : [content as Piece];
}
