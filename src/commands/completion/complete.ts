import { type Layout, layout } from '../../core/files/layout.ts';
import { assertSafe, findWorkspace } from '../../core/workspace.ts';
import type { Run } from '../command.ts';
import { completeWords, type Item, type Table } from './engine.ts';
import type { Live, Values } from './values.ts';

type Find = (at: Layout) => Item[] | Promise<Item[]>;

/** Loaded when they are asked for: what the others read need not be known. */
const LIVE: Readonly<Record<Live, () => Promise<Find>>> = {
  sessions: async () => (await import('./live.ts')).sessionItems,
  agents: async () => (await import('./live.ts')).agentItems,
  'agents-or-all': async () => {
    const { agentItems } = await import('./live.ts');
    return async (at) => [...(await agentItems(at)), { value: 'all', description: 'all of them' }];
  },
  settings: async () => (await import('./live.ts')).settingItems,
  alerts: async () => (await import('./live-work.ts')).alertItems,
  incidents: async () => (await import('./live-work.ts')).incidentItems,
  approvals: async () => (await import('./live-work.ts')).approvalItems,
  playbooks: async () => (await import('./live-work.ts')).playbookItems,
  plans: async () => (await import('./live-work.ts')).planItems,
  channels: async () => (await import('./live-work.ts')).channelItems,
  backups: async () => (await import('./live-more.ts')).backupItems,
  checks: async () => (await import('./live-more.ts')).checkItems,
  jobs: async () => (await import('./live-more.ts')).jobItems,
  outbox: async () => (await import('./live-more.ts')).outboxItems,
  rules: async () => (await import('./live-more.ts')).ruleItems,
  series: async () => (await import('./live-more.ts')).seriesItems,
  silences: async () => (await import('./live-more.ts')).silenceItems,
  topics: async () => (await import('./live-more.ts')).topicItems,
  windows: async () => (await import('./live-more.ts')).windowItems,
};

/** What the shell itself completes. */
const SHELL: readonly Values['from'][] = ['files', 'folders', 'commands'];

/**
 * `ops __complete -- <words…>`: the last word is the one at the cursor. Prints in its first line `words`, `files`, `folders` or
 * `commands`, then one candidate a line with a tab before its description. Whatever goes wrong, it offers less and says nothing.
 */
export function completeRun(table: Table): Run {
  return async ({ rest }) => {
    const words = rest.slice(0, -1);
    const current = rest.at(-1) ?? '';
    const { items, values } = completeWords(table, words, current);
    const typed = current.startsWith('--') ? current.slice(current.indexOf('=') + 1) : current;
    // Help is there for every command, and a page has one word.
    const named = values.from === 'topics' ? words.slice(words.indexOf('help') + 1) : null;
    const helped = named === null ? [] : completeWords(table, named, current).items;
    const isPage = named === null || named.length === 0;
    const live = isPage ? (await liveItems(values.from, words)).filter(({ value }) => value.startsWith(typed)) : [];
    const all = [...items, ...live, ...helped];
    const kind = all.length === 0 && SHELL.includes(values.from) ? values.from : 'words';
    const lines = [kind, ...all.map(({ value, description }) => `${value}\t${description}`)];
    return { data: { kind, items: all }, text: lines.join('\n') };
  };
}

async function liveItems(from: Values['from'], words: readonly string[]): Promise<Item[]> {
  try {
    const root = findWorkspace(givenWorkspace(words));
    if (from !== 'topics') assertSafe(root);
    return await found(from, layout(root));
  } catch {
    return [];
  }
}

async function found(from: Values['from'], at: Layout): Promise<Item[]> {
  if (!isLive(from)) return [];
  const find = await LIVE[from]();
  return await find(at);
}

function isLive(from: Values['from']): from is Live {
  return Object.hasOwn(LIVE, from);
}

/** All that may stand behind these words, in a workspace that is open. `current`: only what begins with it; values are given whole. */
export async function itemsAfter(table: Table, at: Layout, words: readonly string[], current: string): Promise<Item[]> {
  const { items, values } = completeWords(table, words, current);
  return [...items, ...(await found(values.from, at))];
}

function givenWorkspace(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === '--workspace' || word.startsWith('--workspace='));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}
