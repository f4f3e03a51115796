import { formatNumber } from '../../render/format.ts';

export function duration(seconds: number): string {
  // From ten minutes on nobody asks for seconds.
  const whole = Math.max(0, seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60);
  const units: [number, string][] = [
    [Math.floor(whole / 86_400), '일'],
    [Math.floor(whole / 3_600) % 24, '시간'],
    [Math.floor(whole / 60) % 60, '분'],
    [whole % 60, '초'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  if (first === -1) return '0초';
  const parts = units.slice(first, first + 2).filter(([value]) => value > 0);
  return parts.map(([value, name]) => `${formatNumber(value)}${name}`).join(' ');
}
