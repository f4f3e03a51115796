import { readdirSync, statSync } from 'node:fs';
import { policyNow } from '../../core/alerts/evaluate.ts';
import { heldUntil } from '../../core/alerts/policy/held.ts';
import { errorText } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { withLock } from '../../core/files/lock.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import { approvalState } from '../../core/healing/approvals/approval.ts';
import { expireApprovals } from '../../core/healing/approvals/decide.ts';
import { listApprovals } from '../../core/healing/approvals/store.ts';
import { auditPath, readAudit } from '../../core/healing/audit/store.ts';
import { killSwitch } from '../../core/healing/guards/kill-switch.ts';
import { AUTOHEAL, resolveHealed, tellNews } from '../../core/healing/news/tell-news.ts';
import { recoverRuns } from '../../core/healing/plan/recover.ts';
import { noteOnIncident } from '../../core/incidents/for-alert.ts';
import { endingOfGone } from '../../core/sessions/ending.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { settleSession } from '../../core/sessions/settle.ts';
import { spawnSession } from '../../core/sessions/spawn.ts';
import type { Desk } from './desk.ts';
import type { Tried } from './heal-choice.ts';

const EVERY_MS = 60_000;
/** The longest verification is a week long; a session that hangs must not keep the machine from being healed for ever. */
const LONGEST_RUN_SECONDS = 8 * 86_400;

/** Asks, runs, tells and resolves: everything about healing that nobody has to ask the orchestrator for. */
export function keepHealing(desk: Desk): () => void {
  const { at } = desk;
  const state: Healing = {
    busy: false,
    again: false,
    running: false,
    tried: new Map(),
    allowed: new Set(),
    auditSize: -1,
  };
  const look = () => void lookOnce(desk, state, look);
  desk.judged = look;
  desk.onReload(look);
  attempt(desk, () => withLock(at, 'healing', () => recoverRuns(at, Date.now())));
  const audit = watchFolder(at.audit, look, EVERY_MS);
  const approvals = watchFolder(at.approvals, look, EVERY_MS);
  look();
  return () => {
    audit.close();
    approvals.close();
  };
}

interface Next {
  task: string;
  incidentId: string | null;
  /** That it goes by; null: it needs none, or asks for one. */
  approvalId: string | null;
}

/** What passes by itself within the time for which an approval is good. */
const PASSING: readonly unknown[] = ['stale data', 'single flight'];

interface Healing {
  busy: boolean;
  /** Something happened during a look. */
  again: boolean;
  /** A session of autoheal, started here, is under way. */
  running: boolean;
  tried: Tried;
  /** Approvals that a session was started for. */
  allowed: Set<string>;
  auditSize: number;
}

async function lookOnce(desk: Desk, state: Healing, look: () => void): Promise<void> {
  if (desk.stopping) return;
  state.again = state.busy;
  if (state.busy) return;
  state.busy = true;
  try {
    await act(desk, state, look);
  } catch (error) {
    desk.log('error', 'healing', errorText(error));
  } finally {
    state.busy = false;
  }
  if (state.again) look();
}

async function act(desk: Desk, state: Healing, look: () => void): Promise<void> {
  const { at } = desk;
  const now = Date.now();
  if (hasFiles(at.approvals))
    for (const { id, playbook } of expireApprovals(at, now))
      desk.log('warn', 'healing', `approval ${id} for ${playbook} expired`);
  tellWhatIsNew(desk, state, now);
  for (const id of resolveHealed(at, now)) {
    desk.log('info', 'healing', `${id} is healed and resolved`);
    desk.changed();
  }
  if (state.running || killSwitch(at) !== null) return;
  const next = allowedTask(desk, state, now) ?? (await chosenTask(desk, state, now));
  if (next !== null) start(desk, state, next, look);
}

/** The audit is read when it has grown, and only then: at rest a look costs two looks at folders. */
function tellWhatIsNew(desk: Desk, state: Healing, now: number): void {
  const { at } = desk;
  const size = auditSize(at);
  if (size === state.auditSize) return;
  const [fault] = size === 0 ? [] : readAudit(at).faults;
  if (fault !== undefined)
    desk.tell(
      'critical',
      'audit',
      `The audit of healing is broken (line ${fault.line} ${fault.reason}): nothing is healed. Look with: ops audit verify`,
    );
  const policy = policyNow(at, desk.config, now);
  const { queued, lines } = tellNews(at, (severity) => heldUntil(severity, now, policy), now);
  state.auditSize = size;
  for (const line of lines) desk.log('info', 'healing', line);
  if (queued > 0) desk.queued();
  if (lines.length > 0) desk.changed();
}

/** A plan that somebody allowed and nobody has run. */
function allowedTask(desk: Desk, state: Healing, now: number): Next | null {
  if (!hasFiles(desk.at.approvals)) return null;
  const next = listApprovals(desk.at).approvals.find(
    (approval) => approvalState(approval, now) === 'allowed' && !state.allowed.has(approval.request.id),
  );
  if (next === undefined) return null;
  state.allowed.add(next.request.id);
  return {
    task: `Run plan ${next.request.planId} with approval ${next.request.id}`,
    incidentId: null,
    approvalId: next.request.id,
  };
}

/** Playbooks are looked at where there are own ones, or an incident that a shipped one may fit: loading them costs 11 MB. */
async function chosenTask(desk: Desk, state: Healing, now: number): Promise<Next | null> {
  const { at } = desk;
  if (!hasFiles(at.playbooks) && !hasFiles(at.activeIncidents)) return null;
  const [{ loadPlaybooks }, { chooseHealing, keyOf, noteOnce }] = await Promise.all([
    import('../../core/healing/playbooks/store.ts'),
    import('./heal-choice.ts'),
  ]);
  const { playbooks, problems } = await loadPlaybooks(at);
  for (const { file, reason } of problems)
    desk.tell('warning', `playbook ${file}`, `${file} is not right, so nothing runs under that name: ${reason}`);
  const choice = chooseHealing(desk, playbooks.values(), state.tried, now);
  if (choice === null) return null;
  const { known, trigger, about } = choice.candidate;
  state.tried.set(keyOf(choice.candidate), now);
  if (about.incidentId !== null) noteOnce(desk, about.incidentId, choice.why, now);
  desk.log('info', 'healing', choice.why);
  return { task: `Fix ${known.playbook.name} on ${trigger.target}`, incidentId: about.incidentId, approvalId: null };
}

function start(desk: Desk, state: Healing, { task, incidentId, approvalId }: Next, look: () => void): void {
  const { at } = desk;
  const before = auditSize(at);
  const { record, child } = spawnSession(at, {
    agentId: AUTOHEAL,
    kind: 'subagent',
    task,
    cwd: at.root,
    runTimeoutSeconds: LONGEST_RUN_SECONDS,
    requester: desk.session.key,
  });
  state.running = true;
  desk.log('info', 'healing', `${task}: ${record.key}`);
  desk.changed();
  child?.on('exit', () => {
    state.running = false;
    attempt(desk, () =>
      settleSession(at, record.id, record.runId, endingOfGone(at, readRecord(at, record.id) ?? record)),
    );
    attempt(desk, () => withLock(at, 'healing', () => recoverRuns(at, Date.now())));
    // What came to a question or a run is in the audit, and told from there.
    if (auditSize(at) === before) attempt(desk, () => noteOutcome(desk, record.id, incidentId));
    if (approvalId !== null && PASSING.includes(readAudit(at).entries.at(-1)?.detail.guard))
      state.allowed.delete(approvalId);
    desk.changed();
    look();
  });
  if (child === null) state.running = false;
}

function noteOutcome(desk: Desk, id: string, incidentId: string | null): void {
  const { at } = desk;
  const record = readRecord(at, id);
  const said = `${record?.task ?? AUTOHEAL}: ${record?.reason ?? 'its session is gone'}`;
  desk.log(record?.status === 'done' ? 'info' : 'error', 'healing', said);
  if (incidentId !== null) noteOnIncident(at, incidentId, { at: new Date().toISOString(), by: AUTOHEAL, text: said });
}

function attempt(desk: Desk, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    desk.log('error', 'healing', errorText(error));
  }
}

function auditSize(at: Layout): number {
  return statSync(auditPath(at), { throwIfNoEntry: false })?.size ?? 0;
}

function hasFiles(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
