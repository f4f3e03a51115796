import { VARIABLE } from './tokens.ts';

/** Sets of places that merging has made variables, so that a new list of words is at once known as one more line of a template. */
export interface OpenPlaces {
  /** Remembers which places of a list a template has opened. */
  add(before: readonly string[], template: readonly string[]): void;
  /** Opens those places in a new list and asks for each result; answers the first that is known. */
  find<T>(tokens: readonly string[], known: (name: string) => T | undefined): T | undefined;
}

/** Beyond so many sets for one length a search costs more than a new shape. */
const MOST_SETS = 64;

export function openPlaces(): OpenPlaces {
  const byLength = new Map<number, Map<string, number[]>>();
  return {
    add(before, template) {
      const places = [...template.keys()].filter((place) => template[place] !== before[place]);
      if (places.length === 0 || before.length !== template.length) return;
      const sets = byLength.get(template.length) ?? new Map<string, number[]>();
      byLength.set(template.length, sets);
      if (sets.size < MOST_SETS) sets.set(places.join(), places);
    },
    find(tokens, known) {
      for (const places of byLength.get(tokens.length)?.values() ?? []) {
        const opened = tokens.slice();
        for (const place of places) opened[place] = VARIABLE;
        const found = known(opened.join('\u0000'));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
