import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { errorCode, errorText, OpsError } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { type KnownPlaybook, playbookHash, playbookOf } from './check.ts';
import { playbookSchema } from './schema.ts';
import { SHIPPED } from './shipped.ts';

const ENDINGS = ['.json', '.yaml', '.yml'];

export function playbooksFolder(at: Layout): string {
  return join(at.root, 'playbooks');
}

export interface PlaybookList {
  /** By name, in its order. */
  playbooks: Map<string, KnownPlaybook>;
  /** Files that are not right, and names that two files claim. Nothing runs under such a name. */
  problems: { name: string; file: string; reason: string }[];
}

/**
 * The shipped playbooks, and those of playbooks/ in their place. A file that is not right takes its name out of use: the shipped one must
 * not run where a person meant to restrict it.
 */
export async function loadPlaybooks(at: Layout): Promise<PlaybookList> {
  const list: PlaybookList = { playbooks: shippedPlaybooks(), problems: [] };
  const claimed = new Set<string>();
  for (const file of filesIn(playbooksFolder(at))) {
    const name = basename(file, extname(file));
    const shown = `playbooks/${file}`;
    try {
      if (claimed.has(name)) throw new OpsError('E_CONFIG', `another file is called ${name}, too`);
      claimed.add(name);
      const known = await playbookOf(shown, readFileSync(join(playbooksFolder(at), file), 'utf8'));
      if (known.playbook.name !== name)
        throw new OpsError('E_CONFIG', `its name is ${known.playbook.name}, not ${name}`);
      list.playbooks.set(name, known);
    } catch (error) {
      list.playbooks.delete(name);
      list.problems.push({ name, file: shown, reason: errorText(error) });
    }
  }
  list.playbooks = new Map([...list.playbooks].sort(([one], [other]) => (one < other ? -1 : 1)));
  return list;
}

function shippedPlaybooks(): Map<string, KnownPlaybook> {
  return new Map(
    SHIPPED.map((given) => {
      const playbook = playbookSchema.parse(given);
      return [playbook.name, { playbook, hash: playbookHash(playbook), file: null }];
    }),
  );
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => ENDINGS.includes(extname(name)) && !name.startsWith('.'))
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The playbook of exactly that name: never another that would fit. */
export function playbookNamed({ playbooks, problems }: PlaybookList, name: string): KnownPlaybook {
  const found = playbooks.get(name);
  if (found !== undefined) return found;
  const problem = problems.find((one) => one.name === name);
  if (problem !== undefined) throw new OpsError('E_CONFIG', `${problem.file}: ${problem.reason}`);
  throw new OpsError('E_NO_PLAYBOOK', `There is no playbook ${JSON.stringify(name)}`);
}
