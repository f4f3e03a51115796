import type { State, World } from './model.ts';

/** The rows that are on the screen: only so many, with the selected one among them. */
export function tableWindow(state: State, world: World, height: number): { from: number; to: number } {
  const count = world.shown.length;
  if (count <= height) return { from: 0, to: count };
  const index = Math.max(
    0,
    world.shown.findIndex(({ id }) => id === state.selected),
  );
  // The selected row stays away from the edges by a third, so that what comes next is seen; it depends on nothing that was before.
  const from = Math.max(0, Math.min(count - height, index - Math.floor(height / 3)));
  return { from, to: from + height };
}
