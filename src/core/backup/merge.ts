import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What is done with one file of a backup where the workspace has one of that name already, or had one that went its way. */
export type Decision =
  | { action: 'same' | 'created' | 'replaced'; content: Buffer }
  /** Both had something: the result has all of it. */
  | { action: 'merged'; content: Buffer; reason: string }
  | { action: 'kept'; reason: string };

export interface Pair {
  root: string;
  path: string;
  restored: Buffer;
  /** null: there is none. */
  present: Buffer | null;
}

type Rule = (pair: Pair) => Decision | null;

/** The first rule that has an answer decides; else the restored file replaces the present one. */
const RULES: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  [/^sessions\/[^/]+\.json$/, keepLater('updatedAt', 'the record here is newer')],
  [/^state\/schedules\/[^/]+\.json$/, keepLater('lastSlot', 'the slot here is later: the older one would run again')],
  [/^mail\/[^/]+\/(?:incoming|taken)\/[^/]+\.json$/, keepAnswered],
  [/^mail\//, ({ present }) => (present === null ? null : { action: 'kept', reason: 'a message never changes' })],
  [/\.jsonl$/, joinLines],
];

export function decide(pair: Pair): Decision {
  const { path, restored, present } = pair;
  if (present?.equals(restored) === true) return { action: 'same', content: present };
  for (const [pattern, rule] of RULES) {
    const decision = pattern.test(path) ? rule(pair) : null;
    if (decision !== null) return decision;
  }
  return { action: present === null ? 'created' : 'replaced', content: restored };
}

function fieldOf(content: Buffer | null, field: string): string | null {
  try {
    const value: unknown = (JSON.parse(content?.toString('utf8') ?? '') as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function keepLater(field: string, reason: string): Rule {
  return ({ restored, present }) => {
    const [here, there] = [fieldOf(present, field), fieldOf(restored, field)];
    return here !== null && there !== null && here > there ? { action: 'kept', reason } : null;
  };
}

/** A message that was taken or answered since lies in another tray of the same mailbox. Put back, it would be carried out again. */
function keepAnswered({ root, path, present }: Pair): Decision | null {
  if (present !== null) return { action: 'kept', reason: 'a message never changes' };
  const later = path.includes('/incoming/') ? ['taken', 'replies'] : ['replies'];
  const isLater = later.some((tray) => existsSync(join(root, path.replace(/\/(?:incoming|taken)\//, `/${tray}/`))));
  return isLater ? { action: 'kept', reason: 'it was taken or answered since' } : null;
}

/** Files that grow: every whole line of both, the backup's first. Nothing that was written since is lost. */
function joinLines({ restored, present }: Pair): Decision | null {
  if (present === null) return null;
  if (present.length >= restored.length && present.subarray(0, restored.length).equals(restored)) {
    return { action: 'kept', reason: 'it has all that the backup has, and more' };
  }
  const lines = linesOf(restored);
  const known = new Set(lines);
  const added = linesOf(present).filter((line) => !known.has(line));
  if (added.length === 0) return null;
  const content = Buffer.from(`${[...lines, ...added].join('\n')}\n`);
  return { action: 'merged', content, reason: `${added.length} lines that the backup does not have are kept` };
}

function linesOf(content: Buffer): string[] {
  return content
    .toString('utf8')
    .split('\n')
    .filter((line) => {
      try {
        return typeof JSON.parse(line) === 'object';
      } catch {
        return false;
      }
    });
}
