import { nearest } from '../text/nearest.ts';

/** Whether a series has the name, or begins with it before its labels, or matches it where it holds `*`. */
export function seriesMatcher(patterns: readonly string[]): (series: string) => boolean {
  const tests = patterns.map((pattern) => {
    if (!pattern.includes('*')) return (series: string) => series === pattern || series.startsWith(`${pattern}{`);
    const source = pattern
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    const expression = new RegExp(`^${source}$`, 'u');
    return (series: string) => expression.test(series);
  });
  return (series) => tests.some((test) => test(series));
}

/** The known name that a misspelt one is nearest to. */
export function nearestSeries(pattern: string, known: readonly string[]): string | null {
  const names = [...new Set(known.map((series) => series.replace(/\{.*/s, '')))];
  return nearest(pattern.replace(/\{.*/s, ''), names) ?? null;
}
