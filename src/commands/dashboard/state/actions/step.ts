import type { Effect } from '../effects.ts';
import type { State, World } from '../model.ts';

/** What an event leads to: the next state, and what the outside should do. */
export interface Step {
  state: State;
  effects: readonly Effect[];
  /** An action, by its name, that follows at once. */
  followedBy?: { action: string; key: string };
}

export type Action = (state: State, world: World, key: string) => Step;

export function step(state: State, ...effects: Effect[]): Step {
  return { state, effects };
}

const TOAST_MS = 6_000;

export function toast(state: State, world: World, text: string, tone: 'good' | 'bad' | 'info' = 'info'): Step {
  return step({ ...state, toast: { text, tone, until: world.now + TOAST_MS } });
}
