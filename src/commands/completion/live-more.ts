import { listSilences, silenceState } from '../../core/alerts/overlays/silence.ts';
import { listWindows } from '../../core/alerts/overlays/window.ts';
import { listBackups } from '../../core/backup/list.ts';
import { loadConfigFast } from '../../core/config/cached.ts';
import type { Layout } from '../../core/files/layout.ts';
import { listAllowRules } from '../../core/healing/approvals/rules.ts';
import { knownSeries } from '../../core/metrics/history/query.ts';
import { listOutbox } from '../../core/notify/outbox/store.ts';
import { listJobs, scheduleTextOf } from '../../core/schedule/jobs.ts';
import { readPages } from '../help/pages.ts';
import type { Item } from './engine.ts';
import { short } from './live.ts';

export function jobItems(at: Layout): Item[] {
  return listJobs(at).jobs.map(({ id, schedule }) => ({ value: id, description: short(scheduleTextOf(schedule)) }));
}

/** Messages that wait or could not be delivered: the others can be neither sent again nor dropped. */
export function outboxItems(at: Layout): Item[] {
  const entries = [...listOutbox(at, 'dead').entries, ...listOutbox(at, 'queued').entries];
  return entries.map(({ id, outgoing }) => ({ value: id, description: short(outgoing.title) }));
}

export function silenceItems(at: Layout): Item[] {
  const now = Date.now();
  const open = listSilences(at).silences.filter((silence) => silenceState(silence, now) !== 'expired');
  return open.map(({ id, comment }) => ({ value: id, description: short(comment) }));
}

/** Maintenance windows by id: a name may hold spaces. */
export function windowItems(at: Layout): Item[] {
  return listWindows(at).windows.map(({ id, name }) => ({ value: id, description: short(name) }));
}

export function ruleItems(at: Layout): Item[] {
  return listAllowRules(at).rules.map(({ id, playbook, target }) => ({
    value: id,
    description: short(`${playbook} on ${target}`),
  }));
}

export function backupItems(at: Layout): Item[] {
  return listBackups(at).map(({ name, state }) => ({ value: name, description: state }));
}

export function seriesItems(at: Layout): Item[] {
  return knownSeries(at, Date.now()).map((value) => ({ value, description: '' }));
}

export async function checkItems(at: Layout): Promise<Item[]> {
  const { config } = await loadConfigFast(at);
  return config.health_checks.map(({ name, type }) => ({ value: name, description: type }));
}

export function topicItems(): Item[] {
  return readPages().map(({ name, title }) => ({ value: name, description: short(title) }));
}
