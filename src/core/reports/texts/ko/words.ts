import { formatNumber } from '../../render/format.ts';
import { twoUnits } from '../shared.ts';

const UNITS = { day: '일', hour: '시간', minute: '분', second: '초' } as const;

/** `3일 4시간` */
export function duration(seconds: number): string {
  return twoUnits(seconds, (value, unit) => `${formatNumber(value)}${UNITS[unit]}`);
}
