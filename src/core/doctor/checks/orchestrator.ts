import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { processesWith } from '../../process/cookie.ts';
import { readProcessStat } from '../../process/identity.ts';
import { hasEnded } from '../../sessions/record.ts';
import { lastHeartbeat, missedHeartbeats, readHeartbeatPlan } from '../../status/heartbeat.ts';
import { describeDuration } from '../../text/duration.ts';
import { plural } from '../../text/plural.ts';
import type { Check, Facts, Found } from '../check.ts';

function standing({ orchestrator }: Facts): Found[] {
  if (orchestrator === null) return [{ message: 'The orchestrator was never started here', severity: 'info' }];
  const { record, live, status } = orchestrator;
  const pid = record.owner?.pid ?? 'unknown';
  if (live === 'stale') {
    const fixHint = 'Run: ops daemon restart --force, or ops agents stop ops-orchestrator --force and ops up';
    return [{ message: `The orchestrator (pid ${pid}) hangs: it exists and shows no sign of life`, fixHint }];
  }
  if (live === 'unknown') {
    const host = record.owner?.host ?? 'another host';
    return [{ message: `The orchestrator runs on ${host} and cannot be seen from here`, severity: 'warning' }];
  }
  if (live !== 'dead') return [];
  if (status === 'done' || status === 'killed') {
    return [
      { message: `The orchestrator is stopped since ${record.endedAt ?? 'an unknown time'}`, severity: 'warning' },
    ];
  }
  return [{ message: `The orchestrator ended: ${status}${record.reason === null ? '' : `, ${record.reason}`}` }];
}

function heartbeat({ at, now, orchestratorLives }: Facts): Found[] {
  const plan = readHeartbeatPlan(at);
  if (plan?.enabled === false) {
    return [{ message: 'The heartbeat is disabled', severity: 'info', fixHint: 'Run: ops system heartbeat enable' }];
  }
  const missed = missedHeartbeats(plan, lastHeartbeat(at), now) ?? 0;
  return missed > 0 && orchestratorLives ? [{ message: `${plural(missed, 'heartbeat')} missed` }] : [];
}

/** The node that runs it is another than this one, or was replaced on the disk since. */
function otherNode({ orchestrator }: Facts): Found[] {
  const pid = orchestrator?.live === 'live' ? orchestrator.record.owner?.pid : undefined;
  if (pid === undefined) return [];
  let used: string;
  try {
    used = readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return [];
  }
  if (used.endsWith(' (deleted)')) {
    return [
      { message: `The orchestrator runs with a node that was replaced since: ${used.replace(' (deleted)', '')}` },
    ];
  }
  const own = readlinkSync('/proc/self/exe');
  return used === own ? [] : [{ message: `The orchestrator runs with ${used}, this command with ${own}` }];
}

function variableOf(pid: number, name: string): string | null {
  try {
    const all = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    return all.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  } catch {
    return null;
  }
}

/** This process and those it was started by: a doctor that an agent runs is no orphan. */
function ownLine(): Set<number> {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 1 && !line.has(pid); pid = readProcessStat(pid)?.parentPid ?? 0) line.add(pid);
  return line;
}

/** Processes that a session of this workspace started, and that no session which runs now owns. */
function orphans({ at, listing }: Facts): Found[] {
  const running = new Set(listing.records.filter(({ status }) => !hasEnded(status)).map(({ runId }) => runId));
  const own = ownLine();
  const found: Found[] = [];
  for (const pid of processesWith('OPS_WORKSPACE', [at.root]).get(at.root) ?? []) {
    const run = variableOf(pid, 'OPS_RUN_ID');
    const session = variableOf(pid, 'OPS_SESSION_ID');
    const state = readProcessStat(pid)?.state;
    if (run === null || session === null || running.has(run) || own.has(pid) || state === undefined || state === 'Z')
      continue;
    const command = commandOf(pid);
    found.push({
      message: `Process ${pid} (${command}) was started by the session ${session}, which does not run any more`,
      fixHint: `Look at it, then end it: kill ${pid}`,
    });
  }
  return found;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 80);
  } catch {
    return 'unknown';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

const PATIENCE_MS = 600_000;

/** Taken and never answered: whoever took it died, or is still at it after ten minutes. */
function unanswered({ at, now }: Facts): Found[] {
  return readdirSync(at.mail).flatMap((session) => {
    const replies = new Set(namesIn(join(at.mail, session, 'replies')));
    const open = namesIn(join(at.mail, session, 'taken')).filter((name) => !replies.has(name));
    const ages = open.map((name) => now - timeOf(join(at.mail, session, 'taken', name), now));
    const old = ages.filter((age) => age > PATIENCE_MS);
    if (old.length === 0) return [];
    const message = `${plural(old.length, 'message')} to ${session} taken and not answered, the oldest for ${describeDuration(Math.max(...old))}`;
    return [{ message, path: join(at.mail, session, 'taken') }];
  });
}

function timeOf(path: string, now: number): number {
  try {
    return Date.parse((JSON.parse(readFileSync(path, 'utf8')) as { at: string }).at);
  } catch {
    return now;
  }
}

function waiting({ at, orchestratorLives }: Facts): Found[] {
  if (orchestratorLives) return [];
  return readdirSync(at.mail).flatMap((session) => {
    const count = namesIn(join(at.mail, session, 'incoming')).length;
    if (count === 0) return [];
    const message = `${plural(count, 'message')} to ${session} wait, and nothing runs that would read ${count === 1 ? 'it' : 'them'}`;
    return [{ message, path: join(at.mail, session, 'incoming') }];
  });
}

export const orchestratorChecks: readonly Check[] = [
  {
    id: 'orchestrator.state',
    severity: 'error',
    why: 'Without it nothing is watched, started or healed.',
    fixHint: 'Run: ops up',
    find: standing,
  },
  {
    id: 'orchestrator.heartbeat',
    severity: 'warning',
    why: 'Its rounds over agents, alarms, metrics and incidents did not take place.',
    fixHint: 'Look at: ops daemon logs',
    find: heartbeat,
  },
  {
    id: 'orchestrator.node',
    severity: 'warning',
    why: 'What works here may not work there; and after an update the old one goes on until a restart.',
    fixHint: 'Run: ops daemon install (where it is a service) and ops daemon restart',
    platform: 'linux',
    find: otherNode,
  },
  {
    id: 'processes.orphans',
    severity: 'warning',
    why: 'They go on using the machine, and nobody will end or restart them.',
    fixHint: 'Look at each, then end it',
    platform: 'linux',
    find: orphans,
  },
  {
    id: 'mail.unanswered',
    severity: 'warning',
    why: 'Somebody waits for an answer that does not come.',
    fixHint: 'Run: ops daemon restart; a starting orchestrator answers what was left',
    find: unanswered,
  },
  {
    id: 'mail.waiting',
    severity: 'warning',
    why: 'What somebody asked for is not done.',
    fixHint: 'Run: ops up',
    find: waiting,
  },
];
