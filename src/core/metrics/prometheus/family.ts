import { round } from '../numbers.ts';
import type { MetricFamily, MetricValue } from './render.ts';

export type Measured = number | null | undefined;

export function value(number: Measured, labels?: Record<string, string>): MetricValue[] {
  if (number === null || number === undefined) return [];
  return [labels === undefined ? { value: number } : { labels, value: number }];
}

export function ratio(percent: Measured): number | null {
  return percent === null || percent === undefined ? null : round(percent / 100, 4);
}

export function gauge(name: string, help: string, values: readonly MetricValue[]): MetricFamily {
  return { name: `ops_${name}`, help, type: 'gauge', values };
}

export function single(name: string, help: string, number: Measured): MetricFamily {
  return gauge(name, help, value(number));
}
