const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size as a person reads it, by thousands: `1.2 MB`. */
export function describeSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
