import { type Layout, layout } from '../../core/files/layout.ts';
import { assertSafe, findWorkspace } from '../../core/workspace.ts';
import type { Run } from '../command.ts';
import { completeWords, type Item, type Table } from './engine.ts';
import { agentItems, sessionItems, settingItems } from './live.ts';
import { alertItems, approvalItems, channelItems, incidentItems, planItems, playbookItems } from './live-work.ts';
import type { Values } from './values.ts';

const LIVE: Partial<Record<Values['from'], (at: Layout) => Item[] | Promise<Item[]>>> = {
  sessions: sessionItems,
  agents: agentItems,
  'agents-or-all': async (at) => [...(await agentItems(at)), { value: 'all', description: 'all of them' }],
  settings: settingItems,
  alerts: alertItems,
  incidents: incidentItems,
  approvals: approvalItems,
  playbooks: playbookItems,
  plans: planItems,
  channels: channelItems,
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
    const live = (await liveItems(values.from, words)).filter(({ value }) => value.startsWith(typed));
    const all = [...items, ...live];
    const kind = all.length === 0 && SHELL.includes(values.from) ? values.from : 'words';
    const lines = [kind, ...all.map(({ value, description }) => `${value}\t${description}`)];
    return { data: { kind, items: all }, text: lines.join('\n') };
  };
}

async function liveItems(from: Values['from'], words: readonly string[]): Promise<Item[]> {
  try {
    const root = findWorkspace(givenWorkspace(words));
    assertSafe(root);
    return (await LIVE[from]?.(layout(root))) ?? [];
  } catch {
    return [];
  }
}

/** All that may stand behind these words, in a workspace that is open. `current`: only what begins with it; values are given whole. */
export async function itemsAfter(table: Table, at: Layout, words: readonly string[], current: string): Promise<Item[]> {
  const { items, values } = completeWords(table, words, current);
  return [...items, ...((await LIVE[values.from]?.(at)) ?? [])];
}

function givenWorkspace(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === '--workspace' || word.startsWith('--workspace='));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}
