import { OpsError } from '../errors.ts';
import { oneLine } from '../text/control.ts';
import { placeOf, type Source } from './source.ts';

/** One thing that is wrong with a configuration. */
export interface Problem {
  path: PropertyKey[];
  /** Whether the key itself is wrong or what it is set to. */
  part: 'key' | 'value';
  /** What is read behind the key: 'must be true or false, not a text'. Never holds a text from the file. */
  text: string;
}

const MOST_SHOWN = 20;
const LONGEST_KEY = 60;

/** `agents.reporter.schedule`, `escalation_channels[0]`; a key with other characters stands in quotes. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${keyText(String(key))}`;
  }
  return text;
}

export function keyText(key: string): string {
  if (/^[\w$-]{1,60}$/.test(key)) return key;
  const shown = oneLine(key);
  return JSON.stringify(shown.length > LONGEST_KEY ? `${shown.slice(0, LONGEST_KEY)}…` : shown);
}

/** One error that names the file and every problem in it, in the order in which they stand there. */
export function configError(source: Source, problems: readonly Problem[]): OpsError {
  const placed = problems
    .map((problem) => ({ problem, place: placeOf(source, problem.path, problem.part) }))
    .sort((one, other) => rank(one.place) - rank(other.place));
  const lines = placed.slice(0, MOST_SHOWN).map(({ problem, place }) => {
    const where = place === null ? '' : `line ${place.line}, column ${place.column}: `;
    return `${where}${`${pathText([...source.inside, ...problem.path])} ${problem.text}`.trimStart()}`;
  });
  if (placed.length === 1) return new OpsError('E_CONFIG', `${source.file}, ${lines[0]}`);
  if (placed.length > MOST_SHOWN) lines.push(`and ${placed.length - MOST_SHOWN} more`);
  return new OpsError('E_CONFIG', `${source.file} has ${placed.length} problems:\n  ${lines.join('\n  ')}`);
}

function rank(place: { line: number; column: number } | null): number {
  return place === null ? 0 : place.line * 1_000_000 + place.column;
}
