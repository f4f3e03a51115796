import { parseRegex, type RegexNode, RegexProblem } from './regex-syntax.ts';

/**
 * Regular expressions that take time in proportion to the text, whatever they are: a silence is looked at with every alert, and one
 * expression of the kind `(a+)+` must not hold the orchestrator up. Thompson's construction, run with a set of states.
 */
type Step =
  | { kind: 'character'; test: RegExp }
  | { kind: 'split'; one: number; other: number }
  | { kind: 'jump'; to: number };

/** Steps, and turns of the construction: a group of nothing, repeated again and again, makes no steps. */
const MOST_STEPS = 2_000;
const MOST_TURNS = 50_000;

/** Most expressions of silences: one word, or one of several. */
const WORDS = /^[\w/:@ |-]*$/;

/** A test of whether the whole text matches. @throws RegexProblem */
export function linearRegex(source: string): (text: string) => boolean {
  if (WORDS.test(source)) {
    const words = new Set(source.split('|'));
    return (text) => words.has(text);
  }
  const steps: Step[] = [];
  emit(parseRegex(source), { steps, turns: 0 });
  const first = reach(steps, [0]);
  return (text) => runs(steps, first, text);
}

interface Made {
  steps: Step[];
  turns: number;
}

function emit(node: RegexNode, made: Made): void {
  made.turns += 1;
  const { steps } = made;
  if (steps.length > MOST_STEPS || made.turns > MOST_TURNS) throw new RegexProblem('the expression is too large');
  if (node.kind === 'character') steps.push(node);
  else if (node.kind === 'sequence') for (const part of node.parts) emit(part, made);
  else if (node.kind === 'either') emitEither(node.parts, made);
  else {
    for (let count = 0; count < node.min; count += 1) emit(node.part, made);
    if (node.max === null) emitLoop(node.part, made);
    else for (let count = node.min; count < node.max; count += 1) emitOptional(node.part, made);
  }
}

function emitEither(parts: readonly RegexNode[], made: Made): void {
  const { steps } = made;
  const ends: { kind: 'jump'; to: number }[] = [];
  for (const part of parts.slice(0, -1)) {
    const split = { kind: 'split' as const, one: steps.length + 1, other: 0 };
    const end = { kind: 'jump' as const, to: 0 };
    steps.push(split);
    emit(part, made);
    steps.push(end);
    ends.push(end);
    split.other = steps.length;
  }
  const last = parts.at(-1);
  if (last !== undefined) emit(last, made);
  for (const end of ends) end.to = steps.length;
}

function emitLoop(part: RegexNode, made: Made): void {
  const { steps } = made;
  const start = steps.length;
  const split = { kind: 'split' as const, one: start + 1, other: 0 };
  steps.push(split);
  emit(part, made);
  steps.push({ kind: 'jump', to: start });
  split.other = steps.length;
}

function emitOptional(part: RegexNode, made: Made): void {
  const { steps } = made;
  const split = { kind: 'split' as const, one: steps.length + 1, other: 0 };
  steps.push(split);
  emit(part, made);
  split.other = steps.length;
}

/** The states that are reached from some without reading a character. The place behind the last step is the end. */
function reach(steps: readonly Step[], from: readonly number[]): Set<number> {
  const reached = new Set<number>();
  const waiting = [...from];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const step = steps[place];
    if (step?.kind === 'jump') waiting.push(step.to);
    else if (step?.kind === 'split') waiting.push(step.one, step.other);
  }
  return reached;
}

function runs(steps: readonly Step[], first: ReadonlySet<number>, text: string): boolean {
  let states = first;
  for (const character of text) {
    const next: number[] = [];
    for (const place of states) {
      const step = steps[place];
      if (step?.kind === 'character' && step.test.test(character)) next.push(place + 1);
    }
    if (next.length === 0) return false;
    states = reach(steps, next);
  }
  return states.has(steps.length);
}
