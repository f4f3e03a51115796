import { acts } from './acts.ts';
import { moves } from './move.ts';
import { opens } from './open.ts';
import { runs } from './run.ts';
import type { Action } from './step.ts';

const all = { ...acts, ...moves, ...opens, ...runs };

export type ActionName = keyof typeof all;

/** What each name of the table of keys does. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = all;
