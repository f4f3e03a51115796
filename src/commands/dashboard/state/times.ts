const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span at the fineness that a person reads, never seconds: nothing on the screen ticks. `3m`, `2h 5m`, `4d 2h`. */
export function span(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < MINUTE) return '<1m';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return two(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'm');
  return two(Math.floor(ms / DAY), 'd', Math.floor((ms % DAY) / HOUR), 'h');
}

function two(great: number, greatUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${great}${greatUnit}` : `${great}${greatUnit} ${small}${smallUnit}`;
}

export function ago(time: string | null, now: number): string | null {
  return time === null ? null : span(now - Date.parse(time));
}

/** Time until something is due: `in 3m` without the word; `now` within a minute, `late 6m` afterwards. */
export function until(time: string | null, now: number): string | null {
  if (time === null) return null;
  const left = Date.parse(time) - now;
  if (left < -MINUTE) return `late ${span(-left)}`;
  return left < MINUTE ? '<1m' : span(left);
}

/** How long something took: exact, because it does not move any more. */
export function took(milliseconds: number | null): string | null {
  if (milliseconds === null) return null;
  if (milliseconds < SECOND) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < MINUTE) return `${(milliseconds / SECOND).toFixed(1)}s`;
  if (milliseconds < HOUR)
    return two(Math.floor(milliseconds / MINUTE), 'm', Math.floor((milliseconds % MINUTE) / SECOND), 's');
  return span(milliseconds);
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

/** The time of day on this machine's clock; with the date where it is another day than `now`'s. */
export function clock(time: string, now: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time.slice(0, 19);
  const day = `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
  const timeOfDay = `${padded(date.getHours())}:${padded(date.getMinutes())}:${padded(date.getSeconds())}`;
  return date.toDateString() === new Date(now).toDateString() ? timeOfDay : `${day} ${timeOfDay}`;
}

export function bytes(value: number | null): string | null {
  if (value === null) return null;
  const units = ['B', 'K', 'M', 'G', 'T'];
  let amount = value;
  let unit = 0;
  while (amount >= 1_024 && unit < units.length - 1) {
    amount /= 1_024;
    unit += 1;
  }
  return `${amount >= 10 || unit === 0 ? Math.round(amount) : amount.toFixed(1)}${units[unit]}`;
}
