import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Layout } from '../../src/core/files/layout.ts';
import { ownerState } from '../../src/core/process/identity.ts';
import { listSessions } from '../../src/core/sessions/list.ts';
import { readReply } from '../../src/core/sessions/mailbox.ts';
import { hasEnded } from '../../src/core/sessions/record.ts';
import { listRecords } from '../../src/core/sessions/registry.ts';
import { readRuns } from '../../src/core/sessions/run-log.ts';
import { sendMessage } from '../../src/core/sessions/send.ts';
import {
  endProcessesOf,
  killOrchestrator,
  makeFolder,
  makeWorkspace,
  processesIn,
  startOrchestrator,
  waitFor,
} from '../helpers/index.ts';
import { ORCHESTRATOR_ID } from './support/records.ts';

const ROUNDS = 8;
const JOBS = 5;
/** Long enough for the orchestrator to be hit while it starts, takes, spawns, settles, or does nothing. */
const LONGEST_LIFE_MS = 250;

/** Jobs that write down which run they are, and a lasting one that does so, too. */
function configured(folder: string) {
  const job = { command: ['sh', '-c', 'echo "$OPS_RUN_ID" >>"$1"; sleep 0.05', 'sh', join(folder, 'jobs')] };
  const jobs = Array.from({ length: JOBS }, (_, index) => [`job-${index}`, job]);
  const lasting = ['sh', '-c', 'echo "$OPS_RUN_ID" >>"$1"; exec sleep 1000', 'sh', join(folder, 'workers')];
  const worker = { command: lasting, persistent: true };
  const off = { enabled: false };
  return {
    agents: { 'metrics-collector': off, 'logs-analyzer': off, reporter: off, worker, ...Object.fromEntries(jobs) },
  };
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** Reads the registry again and again, as others do, and keeps what it should never see. */
function watchRegistry(at: Layout): () => string[] {
  const seen: string[] = [];
  const timer = setInterval(() => {
    try {
      seen.push(...listSessions(at).unreadable.map(({ file, reason }) => `${file} ${reason}`));
    } catch (error) {
      seen.push(String(error));
    }
  }, 3);
  return () => {
    clearInterval(timer);
    return seen;
  };
}

test('killed at any moment, again and again, the orchestrator repeats nothing, loses nothing, and leaves no process behind', async () => {
  const folder = makeFolder();
  const at = makeWorkspace(configured(folder));
  const broken = watchRegistry(at);
  const lives: number[] = [];
  const sent: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const owner = await startOrchestrator(at);
    for (let index = 0; index < JOBS; index += 1) {
      const order = { text: `run job-${index}`, from: 'cli', timeoutMs: 0 };
      sent.push((await sendMessage(at, 'ops-orchestrator', order)).messageId);
    }
    lives.push(Math.round(Math.random() * LONGEST_LIFE_MS));
    await delay(lives.at(-1));
    await killOrchestrator(at);
    expect(ownerState(owner)).toBe('dead');
  }
  await startOrchestrator(at);
  const hint = `lives in ms: ${lives.join(', ')}`;
  const replies = await waitFor(
    () => {
      const all = sent.map((id) => readReply(at, ORCHESTRATOR_ID, id));
      return all.every((reply) => reply !== null) ? all : null;
    },
    { what: `every reply (${hint})` },
  );
  await waitFor(() => listRecords(at).records.every(({ kind, status }) => kind === 'main' || hasEnded(status)), {
    what: `the end of every run (${hint})`,
  });
  expect(broken(), hint).toEqual([]);
  // Nothing twice: neither in what the commands themselves wrote, nor in the run log.
  const started = linesOf(join(folder, 'jobs'));
  expect(
    started.filter((id, index) => started.indexOf(id) !== index),
    hint,
  ).toEqual([]);
  const logged = readFileSync(at.runLog, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).runId as string);
  expect(
    logged.filter((id, index) => logged.indexOf(id) !== index),
    hint,
  ).toEqual([]);
  // Nothing lost: every run that a reply tells of has begun, and its outcome is known.
  const outcomes = new Map(readRuns(at, { recent: false }).map(({ runId, status }) => [runId.slice(0, 8), status]));
  const told = replies.flatMap((reply) => /run ([0-9a-f]{8}) (?:was )?started/.exec(reply?.text ?? '')?.[1] ?? []);
  expect(
    told.filter((id) => !started.some((runId) => runId.startsWith(id))),
    hint,
  ).toEqual([]);
  expect(
    told.filter((id) => outcomes.get(id) !== 'done').map((id) => [id, outcomes.get(id)]),
    hint,
  ).toEqual([]);
  // The lasting one was adopted each time, never doubled.
  const workers = processesIn(at.root).filter(({ pid }) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep'),
  );
  expect(workers, hint).toHaveLength(1);
  expect(linesOf(join(folder, 'workers')), hint).toHaveLength(1);
  await endProcessesOf(at.root);
  expect(processesIn(at.root)).toEqual([]);
}, 90_000);
