const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** Milliseconds by which a zone's wall clock is ahead of UTC at a moment. */
export function zoneOffset(zone: string | null, time: number): number {
  if (zone === null) return -new Date(time).getTimezoneOffset() * 60_000;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000;
}

/**
 * The moment that a text names: with an offset as it stands, without one by the wall clock of the zone (null: the machine's). Where the clock
 * is set forward and the time does not exist, the moment by the offset before; null for what is no time.
 */
export function wallTime(text: string, zone: string | null): number | null {
  const match = LOCAL.exec(text.trim());
  if (match === null) {
    const time = Date.parse(text);
    return /[zZ]|[+-]\d{2}:?\d{2}$/.test(text) && !Number.isNaN(time) ? time : null;
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (Number.isNaN(asUtc) || Number(month) > 12 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59)
    return null;
  // The offset is that of the moment itself, which is not known yet: two looks settle it but for the hour that does not exist.
  const first = asUtc - zoneOffset(zone, asUtc);
  return asUtc - zoneOffset(zone, first);
}
