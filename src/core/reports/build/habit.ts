/** From so many on a common hour is a habit and no accident. */
const HABIT = 3;

/** The hour of the day that more than half of the times fell into; null where there is none, or too few times to tell. */
export function usualHour(hours: readonly number[]): number | null {
  if (hours.length < HABIT) return null;
  const counts = new Map<number, number>();
  for (const hour of hours) counts.set(hour, (counts.get(hour) ?? 0) + 1);
  const [top] = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return top !== undefined && top[1] * 2 > hours.length ? top[0] : null;
}
