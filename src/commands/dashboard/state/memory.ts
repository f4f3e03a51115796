import { SORTS, type SortName } from './filter.ts';
import { type State, TABS, type Tab } from './model.ts';

/** What the dashboard remembers of its user from one start to the next. */
export interface Memory {
  sort: SortName;
  reversed: boolean;
  filter: string;
  tab: Tab;
  wrap: boolean;
  times: boolean;
  commandHistory: readonly string[];
}

export const HISTORY_KEPT = 50;

export function memoryOf({ sort, reversed, filter, tab, detail, commandHistory }: State): Memory {
  return { sort, reversed, filter, tab, wrap: detail.wrap, times: detail.times, commandHistory };
}

/** Takes over what was remembered. A value that means nothing (any more) is left as it is. */
export function remembering(state: State, remembered: unknown): State {
  if (typeof remembered !== 'object' || remembered === null) return state;
  const { sort, reversed, filter, tab, wrap, times, commandHistory } = remembered as Partial<Record<string, unknown>>;
  const earlier = Array.isArray(commandHistory) ? commandHistory.filter((line) => typeof line === 'string') : [];
  return {
    ...state,
    sort: typeof sort === 'string' && Object.hasOwn(SORTS, sort) ? (sort as SortName) : state.sort,
    reversed: reversed === true,
    filter: typeof filter === 'string' ? filter : state.filter,
    tab: TABS.find((name) => name === tab) ?? state.tab,
    detail: { ...state.detail, wrap: wrap === true, times: times !== false },
    commandHistory: earlier.slice(0, HISTORY_KEPT),
  };
}
