/** One way to look at a series: takes each value as it comes and answers a number, or null until it has seen enough. */
export type View = (value: number) => number | null;

function lastValues(count: number): (value: number) => readonly number[] | null {
  const values: number[] = [];
  return (value) => {
    values.push(value);
    if (values.length > count) values.shift();
    return values.length < count ? null : values;
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const HOUR = 12;
const TWO_HOURS = 24;

/**
 * What is watched of every series. The value alone finds spikes; the mean of an hour finds what stays too high or too low without
 * ever being extreme; the spread of two hours finds what begins, or ceases, to swing.
 */
export const VIEWS: readonly {
  name: 'value' | 'mean of an hour' | 'spread of two hours';
  /** It is never below 0. */
  positive?: boolean;
  make: () => View;
}[] = [
  { name: 'value', make: () => (value) => value },
  {
    name: 'mean of an hour',
    make: () => {
      const last = lastValues(HOUR);
      return (value) => {
        const values = last(value);
        return values === null ? null : mean(values);
      };
    },
  },
  {
    name: 'spread of two hours',
    positive: true,
    make: () => {
      const last = lastValues(TWO_HOURS);
      return (value) => {
        const values = last(value);
        if (values === null) return null;
        const middle = mean(values);
        return Math.sqrt(mean(values.map((each) => (each - middle) ** 2)));
      };
    },
  },
];

export type ViewName = (typeof VIEWS)[number]['name'];
