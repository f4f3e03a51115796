import type { Settings } from './settings.ts';

/** Remembers when a series was outside its range, and whether that is still news. */
export interface News {
  /** Another value has come. Answers the factor by which the margin is wider than usual. */
  pass(): number;
  /** That value is outside. Answers whether to tell it: what follows on what was told is told, too. */
  outside(): boolean;
}

/** Times that are not told widen the margin as well: the series is restless, whoever hears of it. */
export function makeNews({ widening, memory, together, quiet }: Settings): News {
  let times = 0;
  let sinceOutside = Number.POSITIVE_INFINITY;
  let sinceTold = Number.POSITIVE_INFINITY;

  return {
    pass() {
      times *= Math.exp(-1 / memory);
      sinceOutside += 1;
      sinceTold += 1;
      return 1 + widening * times;
    },
    outside() {
      const told = sinceTold <= together || sinceOutside > quiet;
      if (sinceOutside > together) times += 1;
      sinceOutside = 0;
      if (told) sinceTold = 0;
      return told;
    },
  };
}
