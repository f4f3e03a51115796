import type { State, World } from './model.ts';
import { regionsOf, tableRows } from './regions.ts';

/** The rows that are on the screen: only so many, moved no further than the selected one needs. */
export function tableWindow(state: State, world: World, height: number): { from: number; to: number } {
  const count = world.shown.length;
  const index = Math.max(
    0,
    world.shown.findIndex(({ id }) => id === state.selected),
  );
  const least = Math.max(0, index - height + 1);
  const from = Math.max(0, Math.min(index, count - height, Math.max(least, state.tableTop)));
  return { from, to: Math.min(count, from + height) };
}

/** Remembers where the table stands, so that moving back up does not move it at once. */
export function keepWindow(state: State, world: World): State {
  const height = tableRows(regionsOf(state, world));
  if (height === 0) return state;
  const { from } = tableWindow(state, world, height);
  return from === state.tableTop ? state : { ...state, tableTop: from };
}
