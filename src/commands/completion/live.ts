import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfigFast } from '../../core/config/cached.ts';
import type { Layout } from '../../core/files/layout.ts';
import { isSessionId, ORCHESTRATOR } from '../../core/sessions/names.ts';
import { parseRecord, type SessionRecord } from '../../core/sessions/record.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Item } from './engine.ts';

/** More than anybody chooses from, and reading them takes some milliseconds. Beyond it runs are offered by their id alone. */
const MOST_RECORDS = 300;
const LONGEST_DESCRIPTION = 60;
/** The file of an agent's lasting session, or of one of its several instances. */
const MAIN_FILE = /^(.+)\.main(?:-\d+)?\.json$/;

/** Sessions by agent id, label and key. A record that cannot be read is left out: the shell is no place to complain. */
export function sessionItems(at: Layout): Item[] {
  const files = sessionFiles(at);
  const items = agentsIn(files).map((value) => ({ value, description: 'the main session of the agent' }));
  if (files.length > MOST_RECORDS) {
    const ids = files.map((name) => name.slice(0, -'.json'.length));
    return [...items, ...ids.map((value) => ({ value, description: '' }))].filter(isWord);
  }
  const records = files.flatMap((name) => recordIn(join(at.sessions, name)));
  for (const { label, key } of records) if (label !== null) items.push({ value: label, description: key });
  for (const record of records) items.push({ value: record.key, description: describe(record) });
  return items.filter(isWord);
}

/** The configured agents, the orchestrator, and whatever else has a session. */
export async function agentItems(at: Layout): Promise<Item[]> {
  const found = new Map<string, string>([[ORCHESTRATOR, 'the orchestrator']]);
  const agents = await configuredAgents(at);
  for (const [id, { schedule, persistent }] of Object.entries(agents)) {
    found.set(id, schedule ?? (persistent === true ? 'kept running' : 'runs when asked'));
  }
  for (const id of agentsIn(sessionFiles(at))) if (!found.has(id)) found.set(id, 'has a session');
  return [...found].map(([value, description]) => ({ value, description: short(description) }));
}

/** The dotted paths of every setting in force. */
export async function settingItems(at: Layout): Promise<Item[]> {
  const { config } = await loadConfigFast(at);
  return pathsIn(config, '');
}

async function configuredAgents(
  at: Layout,
): Promise<Record<string, { schedule?: string | undefined; persistent?: boolean | undefined }>> {
  try {
    return (await loadConfigFast(at)).config.agents;
  } catch {
    return {};
  }
}

function pathsIn(value: object, beginning: string): Item[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `${beginning}${key}`;
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    const description = isGroup ? '' : short(JSON.stringify(inner) ?? '');
    return [{ value: path, description }, ...(isGroup ? pathsIn(inner, `${path}.`) : [])];
  });
}

function sessionFiles(at: Layout): string[] {
  try {
    return readdirSync(at.sessions).filter((name) => name.endsWith('.json') && isSessionId(name.slice(0, -5)));
  } catch {
    return [];
  }
}

function agentsIn(files: readonly string[]): string[] {
  return [...new Set(files.flatMap((name) => MAIN_FILE.exec(name)?.[1] ?? []))];
}

function recordIn(path: string): SessionRecord[] {
  try {
    const record = parseRecord(JSON.parse(readFileSync(path, 'utf8')));
    return typeof record === 'string' ? [] : [record];
  } catch {
    return [];
  }
}

function describe(record: SessionRecord): string {
  return short(
    record.task ?? (record.kind === 'main' ? 'the main session of the agent' : `created ${record.createdAt}`),
  );
}

export function short(text: string): string {
  const line = oneLine(text);
  return line.length > LONGEST_DESCRIPTION ? `${line.slice(0, LONGEST_DESCRIPTION)}…` : line;
}

/** What would need quotes in a shell is not offered: a label may hold anything. */
export function isWord({ value }: Item): boolean {
  return /^[\w.:@/+-]+$/.test(value);
}
