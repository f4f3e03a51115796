import { formatNumber } from '../../render/format.ts';
import { twoUnits } from '../shared.ts';

/** `1 sample`, `1,200 samples`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** `once`, `twice`, `3 times`. */
export function times(value: number): string {
  return value === 1 ? 'once' : value === 2 ? 'twice' : `${formatNumber(value)} times`;
}

/** `3 days 4 hours` */
export function duration(seconds: number): string {
  return twoUnits(seconds, count);
}
