import { formatNumber } from '../../render/format.ts';

/** `1 sample`, `1,200 samples`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** `once`, `twice`, `3 times`. */
export function times(value: number): string {
  return value === 1 ? 'once' : value === 2 ? 'twice' : `${formatNumber(value)} times`;
}

/** `3 days 4 hours`: the two largest units that are not zero. */
export function duration(seconds: number): string {
  // From ten minutes on nobody asks for seconds.
  const whole = Math.max(0, seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60);
  const units: [number, string][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3_600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  if (first === -1) return '0 seconds';
  const parts = units.slice(first, first + 2).filter(([value]) => value > 0);
  return parts.map(([value, name]) => count(value, name)).join(' ');
}
