import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { listAlerts } from '../../core/alerts/store.ts';
import { loadConfigFast } from '../../core/config/cached.ts';
import type { Layout } from '../../core/files/layout.ts';
import { approvalState } from '../../core/healing/approvals/approval.ts';
import { listApprovals } from '../../core/healing/approvals/store.ts';
import { SHIPPED } from '../../core/healing/playbooks/shipped.ts';
import { listIncidents } from '../../core/incidents/store.ts';
import type { Item } from './engine.ts';
import { isWord, short } from './live.ts';

/** Alerts that are not over, by fingerprint. */
export function alertItems(at: Layout): Item[] {
  const open = [...listAlerts(at).alerts.values()].filter(({ state }) => state !== 'resolved');
  return open.map(({ fingerprint, message }) => ({ value: fingerprint, description: short(message) }));
}

/** The newest first: whoever completes an incident means the one that was just told. */
export function incidentItems(at: Layout): Item[] {
  const { incidents } = listIncidents(at, 'active');
  return incidents.reverse().map(({ id, title }) => ({ value: id, description: short(title) }));
}

/** Questions that wait for an answer. */
export function approvalItems(at: Layout): Item[] {
  const now = Date.now();
  const pending = listApprovals(at).approvals.filter((approval) => approvalState(approval, now) === 'pending');
  return pending.map(({ request: { id, playbook, target } }) => ({
    value: id,
    description: short(`${playbook} on ${target}`),
  }));
}

/** By the names of their files: checking what is in them would cost more than the whole completion. */
export function playbookItems(at: Layout): Item[] {
  const own = namesIn(at.playbooks).map((file) => basename(file, extname(file)));
  const shipped = new Map(SHIPPED.map(({ name, description }) => [name, description]));
  const names = [...new Set([...own, ...shipped.keys()])].sort();
  return names.map((value) => ({ value, description: short(shipped.get(value) ?? 'in playbooks/') })).filter(isWord);
}

export function planItems(at: Layout): Item[] {
  const plans = namesIn(join(at.root, 'healing', 'plans'))
    .sort()
    .reverse();
  return plans.map((file) => ({ value: basename(file, '.json'), description: 'a plan' })).filter(isWord);
}

export async function channelItems(at: Layout): Promise<Item[]> {
  const { config } = await loadConfigFast(at);
  return Object.entries(config.channels).map(([value, { type }]) => ({ value, description: type }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}
