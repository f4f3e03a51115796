const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const NUMBER = /^\d{1,2}$/;
const STEP = /^\*\/(\d{1,2})$/;

/** A schedule as a person says it, where it is one of the usual ones; else as it is written. `0 2 * * *` is `02:00 daily`. */
export function scheduleWords(schedule: string): string {
  const fields = schedule.trim().split(/\s+/);
  const [second, rest] = fields.length === 6 ? [fields[0] ?? '', fields.slice(1)] : ['0', fields];
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = rest;
  if (rest.length !== 5 || month !== '*') return schedule;
  const anyDay = day === '*' && weekday === '*';
  if (second !== '0') {
    const [, seconds] = STEP.exec(second) ?? [];
    return seconds !== undefined && minute === '*' && hour === '*' && anyDay ? `every ${seconds}s` : schedule;
  }
  return everyWords(minute, hour, anyDay) ?? timeWords(minute, hour, day, weekday) ?? schedule;
}

function everyWords(minute: string, hour: string, anyDay: boolean): string | null {
  if (!anyDay) return null;
  const [, minutes] = STEP.exec(minute) ?? [];
  const [, hours] = STEP.exec(hour) ?? [];
  if (hour === '*' && minute === '*') return 'every 1m';
  if (hour === '*' && minutes !== undefined) return `every ${minutes}m`;
  if (hour === '*' && NUMBER.test(minute)) return minute === '0' ? 'hourly' : `hourly at :${minute.padStart(2, '0')}`;
  return hours !== undefined && minute === '0' ? `every ${hours}h` : null;
}

function timeWords(minute: string, hour: string, day: string, weekday: string): string | null {
  if (!NUMBER.test(minute) || !NUMBER.test(hour)) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return `${time} daily`;
  if (day === '*' && weekday === '1-5') return `Mon-Fri ${time}`;
  if (day === '*' && /^[0-7]$/.test(weekday)) return `${DAYS[Number(weekday)]} ${time}`;
  return weekday === '*' && NUMBER.test(day) ? `day ${day} ${time}` : null;
}
