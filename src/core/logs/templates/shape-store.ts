import { nameOf } from './merging/entry.ts';
import { mergeTemplates } from './merging/merge.ts';
import { openPlaces } from './open-places.ts';
import { addShape, NO_LEVEL, type Shape } from './shape.ts';
import type { Tokens } from './tokens.ts';

/** When so many shapes are known they are merged, and where more than the second number are left, the rarest are given up. */
const MOST_SHAPES = 12_000;
const SHAPES_KEPT = 9_000;
/** Merging is left out so often at most, where it has found nothing. */
const MOST_SKIPPED = 32;

/** The shapes that are known, by numbers that stay right when shapes are merged or given up. */
export interface ShapeStore {
  /** The number of the shape of these tokens, made where there is none. `origin` is where it was met first. */
  numberOf(tokens: Tokens, origin: { path: string; offset: number; sample: string }): number;
  /** The shape of a number now, or null where it was given up. */
  now(shape: number): Shape | null;
  /** Those that have lines. */
  counted(): Shape[];
  /** Lines of shapes that were given up. */
  readonly givenUp: number;
}

/** `settle` is called before shapes are merged: whoever counts for them must have added it all. */
export function shapeStore(settle: () => void): ShapeStore {
  const shapes: (Shape | null)[] = [];
  const alias: number[] = [];
  const byName = new Map<string, number>();
  const openings = openPlaces();
  let alive = 0;
  let givenUp = 0;
  /** Mergings in a row that found next to nothing, and those to come that are left out. */
  let futile = 0;
  let skipped = 0;

  function resolve(shape: number): number {
    let at = shape;
    while (at >= 0 && alias[at] !== at) at = alias[at] ?? -1;
    return at;
  }

  /** Too many shapes: those that are one template become one shape; what is too many then is given up. */
  function condense(): void {
    settle();
    if (skipped > 0) skipped -= 1;
    else mergeAll();
    if (alive > SHAPES_KEPT) giveUpRarest();
    // Names of shapes that were merged: their lines are found through the template from now on.
    for (const [name, id] of byName) if (shapes[id] === null) byName.delete(name);
  }

  /** Where every line is a kind of its own there is nothing to merge, and looking for it anew for every few lines would cost most of the time. */
  function mergeAll(): void {
    const before = alive;
    mergeShapes(false);
    if (alive > SHAPES_KEPT) mergeShapes(true);
    futile = before - alive < before / 20 ? futile + 1 : 0;
    skipped = futile === 0 ? 0 : Math.min(MOST_SKIPPED, 2 ** futile);
  }

  /** @param openRareWords words that stand in one shape alone are taken for names */
  function mergeShapes(openRareWords: boolean): void {
    const living = shapes.filter((shape) => shape !== null).map(({ tokens }) => tokens);
    const template = mergeTemplates(living, { openRareWords, surest: true });
    for (const [id, shape] of shapes.entries()) {
      if (shape === null) continue;
      const tokens = template.get(nameOf(shape.tokens)) ?? shape.tokens;
      openings.add(shape.tokens, tokens);
      const name = nameOf(tokens);
      const other = byName.get(name);
      if (other === undefined) {
        byName.set(name, id);
        shape.tokens = tokens;
      } else if (resolve(other) !== id) {
        const into = shapes[resolve(other)];
        if (into !== null && into !== undefined) addShape(into, shape);
        alias[id] = resolve(other);
        shapes[id] = null;
        alive -= 1;
      }
    }
  }

  function giveUpRarest(): void {
    const living = [...shapes.entries()].filter((entry): entry is [number, Shape] => entry[1] !== null);
    living.sort(([, one], [, other]) => one.count - other.count);
    for (const [id, shape] of living.slice(0, alive - SHAPES_KEPT)) {
      givenUp += shape.count;
      shapes[id] = null;
      alias[id] = -1;
      alive -= 1;
    }
  }

  return {
    numberOf({ tokens, gaps }, origin) {
      const name = nameOf(tokens);
      const known = byName.get(name);
      if (known !== undefined) return resolve(known);
      const fitting = openings.find(tokens, (opened) => byName.get(opened));
      if (fitting !== undefined && resolve(fitting) >= 0) return resolve(fitting);
      if (alive >= MOST_SHAPES) condense();
      const id = shapes.length;
      const levels = new Array<number>(NO_LEVEL + 1).fill(0);
      shapes.push({ tokens, gaps, count: 0, levels, hours: new Map(), first: null, last: null, ...origin });
      alias.push(id);
      byName.set(name, id);
      alive += 1;
      return id;
    },
    now: (shape) => shapes[resolve(shape)] ?? null,
    counted: () => shapes.filter((shape): shape is Shape => shape !== null && shape.count > 0),
    get givenUp() {
      return givenUp;
    },
  };
}
