import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBackup } from '../../../src/core/backup/create.ts';
import { CHECKS, type ExamineOptions, examine } from '../../../src/core/doctor/examine.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { withLock } from '../../../src/core/files/lock.ts';
import { enqueue, queuedIds, readEntry, settle } from '../../../src/core/notify/outbox/store.ts';
import { ownerOf } from '../../../src/core/process/identity.ts';
import { readRecord } from '../../../src/core/sessions/registry.ts';
import { readRuns } from '../../../src/core/sessions/run-log.ts';
import { appendHeartbeat, writeHeartbeatPlan } from '../../../src/core/status/heartbeat.ts';
import {
  deadOwner,
  endProcess,
  makeFolder,
  makeWorkspace,
  storeRecord,
  waitFor,
  writeFile,
} from '../../helpers/index.ts';

const HOUR_AGO = Date.now() - 3_600_000;

function age(path: string): void {
  utimesSync(path, HOUR_AGO / 1_000, HOUR_AGO / 1_000);
}

/** Only some checks, so that what else is wrong with the machine that tests run on changes nothing. */
function look(at: Layout, ids: string, options: ExamineOptions = {}) {
  const checks = CHECKS.filter(({ id }) => ids.split(' ').some((name) => id === name || id.startsWith(`${name}.`)));
  return examine(at.root, { checks, cwd: at.root, env: { PATH: process.env.PATH }, ...options });
}

interface Case {
  id: string;
  /** Makes it so. */
  harm: (at: Layout) => void;
  says: RegExp;
  /** What --fix must have done; absent where there is no fix. */
  healed?: (at: Layout) => boolean;
}

const CASES: readonly Case[] = [
  {
    id: 'workspace.modes',
    harm: (at) => chmodSync(writeFile(join(at.reports, 'open.md'), 'x'), 0o644),
    says: /reports\/open\.md may be read/,
    healed: (at) => (statSync(join(at.reports, 'open.md')).mode & 0o777) === 0o600,
  },
  {
    id: 'workspace.links',
    harm: (at) => symlinkSync('/etc/hostname', join(at.reports, 'link')),
    says: /reports\/link is a symbolic link/,
  },
  {
    id: 'workspace.folders',
    harm: (at) => rmSync(at.urgentAlerts, { recursive: true }),
    says: /alerts\/urgent\/ is missing/,
    healed: (at) => existsSync(at.urgentAlerts),
  },
  {
    id: 'disk.leftovers',
    harm: (at) => {
      for (const name of ['4194303-1-1.tmp', 'backup-4194303-1-1']) {
        writeFileSync(join(at.temporary, name), '');
        age(join(at.temporary, name));
      }
    },
    says: /2 unfinished files/,
    healed: (at) => readdirSync(at.temporary).length === 0,
  },
  {
    id: 'locks.dead',
    harm: (at) => writeFileSync(join(at.locks, 'metrics.lock'), JSON.stringify({ ...deadOwner(), token: 'x' })),
    says: /metrics\.lock is held by a process that is gone/,
    healed: (at) => !existsSync(join(at.locks, 'metrics.lock')),
  },
  {
    id: 'sessions.never-started',
    harm: (at) =>
      void storeRecord(at, {
        status: 'queued',
        owner: null,
        spawner: deadOwner(),
        createdAt: new Date(HOUR_AGO).toISOString(),
      }),
    says: /was to be started/,
  },
  {
    id: 'sessions.dead',
    harm: (at) => void storeRecord(at, { agentId: 'web', kind: 'main', owner: deadOwner() }),
    says: /agent:web:main is stored as running, and its process is gone/,
    healed: (at) => readRecord(at, 'web.main')?.status === 'lost' && readRuns(at, { recent: true }).length === 1,
  },
  {
    id: 'sessions.unreadable',
    harm: (at) => writeFileSync(join(at.sessions, 'web.main.json'), '{"version":1'),
    says: /web\.main\.json is not JSON/,
    healed: (at) => !existsSync(join(at.sessions, 'web.main.json')) && readdirSync(at.quarantine).length === 2,
  },
  {
    id: 'sessions.run-log',
    harm: (at) => void storeRecord(at, { status: 'done', endedAt: new Date().toISOString() }),
    says: /1 ended session is not in the run log/,
    healed: (at) => readRuns(at, { recent: true }).length === 1,
  },
  {
    id: 'sessions.leftovers',
    harm: (at) => {
      for (const name of ['web.main.exit', 'web.main.lease']) age(writeFile(join(at.run, name), '0\n'));
    },
    says: /2 files in run\//,
    healed: (at) => readdirSync(at.run).length === 0,
  },
  {
    id: 'files.torn',
    harm: (at) => age(writeFile(at.runLog, '{"version":1}\n{"ver')),
    says: /last line of logs\/runs\.jsonl is torn/,
  },
  {
    id: 'files.quarantine',
    harm: (at) => void writeFile(join(at.quarantine, 'something'), 'x'),
    says: /1 file in quarantine/,
  },
  {
    id: 'mail.waiting',
    harm: (at) => void writeFile(join(at.mail, 'ops-orchestrator.main', 'incoming', 'm.json'), '{}'),
    says: /1 message to ops-orchestrator\.main wait/,
  },
  {
    id: 'mail.unanswered',
    harm: (at) => {
      const message = JSON.stringify({ version: 1, at: new Date(HOUR_AGO).toISOString() });
      writeFile(join(at.mail, 'ops-orchestrator.main', 'taken', 'm.json'), message);
    },
    says: /1 message to ops-orchestrator\.main taken and not answered, the oldest for 1h/,
  },
  {
    id: 'config.valid',
    harm: (at) => writeFileSync(at.config, '{"heartbeat_interval_minutes": "soon"}', { mode: 0o600 }),
    says: /heartbeat_interval_minutes/,
  },
  {
    id: 'orchestrator.heartbeat',
    harm: (at) => {
      storeRecord(at, { agentId: 'ops-orchestrator', kind: 'main' });
      writeHeartbeatPlan(at, {
        version: 1,
        enabled: true,
        intervalMs: 60_000,
        since: new Date(HOUR_AGO).toISOString(),
      });
    },
    says: /59 heartbeats missed/,
  },
  {
    id: 'orchestrator.state',
    harm: (at) => {
      storeRecord(at, { agentId: 'ops-orchestrator', kind: 'main' });
      age(writeFile(join(at.run, 'ops-orchestrator.main.lease'), ''));
    },
    says: /hangs/,
  },
  {
    id: 'clock.step',
    harm: (at) =>
      appendHeartbeat(at, {
        version: 1,
        at: new Date(Date.now() + 7_200_000).toISOString(),
        orchestratorRunId: 'x',
        trigger: 'schedule',
        status: 'ok',
        reason: null,
        durationMs: 1,
        steps: null,
      }),
    says: /The clock is 1h 59m|The clock is 2h behind the last heartbeat/,
  },
];

describe('the doctor', () => {
  test.each(CASES)('finds $id, and puts it right only when asked to and only where nothing is lost', async (one) => {
    const at = makeWorkspace();
    expect(
      (await look(at, one.id, { platform: 'linux' })).findings.filter(({ message }) => one.says.test(message)),
    ).toEqual([]);
    one.harm(at);
    const found = await look(at, one.id, { platform: 'linux' });
    expect(found.skipped).toEqual([]);
    const finding = found.findings.find(({ message }) => one.says.test(message));
    expect(finding, JSON.stringify(found)).toMatchObject({
      checkId: one.id,
      fixed: false,
      fixable: one.healed !== undefined,
    });
    if (one.healed !== undefined) expect(one.healed(at)).toBe(false);
    const fixed = await look(at, one.id, { platform: 'linux', fix: true });
    expect(fixed.findings.filter((result) => result.fixed)).toHaveLength(one.healed === undefined ? 0 : 1);
    if (one.healed !== undefined) {
      expect(one.healed(at)).toBe(true);
      expect((await look(at, one.id, { platform: 'linux' })).findings).toEqual([]);
    }
  });

  test('says of a healthy workspace that nothing needs to be done', async () => {
    const at = makeWorkspace();
    await createBackup(at);
    const found = await look(at, 'workspace disk backup files sessions locks mail config');
    expect(found).toMatchObject({ schemaVersion: 1, ok: true, findings: [], skipped: [] });
    expect(found.checksRun).toBeGreaterThan(15);
  });

  test('restores a corrupt file from the newest good backup', async () => {
    const at = makeWorkspace();
    writeFile(at.latestMetrics, '{"version":1,"cpu":12}');
    await createBackup(at);
    writeFileSync(at.latestMetrics, '{"vers');
    const fixed = await look(at, 'files.corrupt', { fix: true });
    expect(fixed).toMatchObject({ ok: true, findings: [{ fixed: true }] });
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('12');
  });

  test('says so where there is nothing to restore from', async () => {
    const at = makeWorkspace();
    writeFile(at.latestMetrics, '{"vers');
    const { ok, findings } = await look(at, 'files.corrupt', { fix: true });
    expect(ok).toBe(false);
    expect(findings).toMatchObject([{ fixed: false, fixError: 'there is no good backup' }]);
  });

  test('leaves a lock alone that somebody holds', async () => {
    const at = makeWorkspace();
    const looking = withLock(at, 'metrics', () => look(at, 'locks', { fix: true }));
    expect((await looking).findings).toEqual([]);
  });

  test('names processes that a run which has ended left behind, and not those of one that runs', async () => {
    const at = makeWorkspace();
    const running = storeRecord(at);
    const start = (run: string) =>
      spawn('sleep', ['60'], {
        stdio: 'ignore',
        env: { PATH: process.env.PATH, OPS_WORKSPACE: at.root, OPS_SESSION_ID: run, OPS_RUN_ID: run },
      });
    const [left, owned] = [start('11111111-2222-4333-8444-555555555555'), start(running.runId)];
    const found = await waitFor(async () => {
      const { findings } = await look(at, 'processes.orphans');
      return findings.length > 0 ? findings : null;
    });
    expect(found).toMatchObject([
      { message: expect.stringContaining(`Process ${left.pid} (sleep 60)`), fixable: false },
    ]);
    for (const child of [left, owned]) {
      const owner = ownerOf(child.pid ?? 0);
      if (owner !== null) await endProcess(owner);
    }
  });

  test('tells of another workspace that would be found from here', async () => {
    const at = makeWorkspace();
    const other = makeWorkspace();
    const { findings } = await look(at, 'workspace.shadow', { env: { OPS_WORKSPACE: other.root } });
    expect(findings).toMatchObject([{ severity: 'info', path: other.root }]);
    storeRecord(other, { agentId: 'ops-orchestrator', kind: 'main' });
    const again = await look(at, 'workspace.shadow', { env: { OPS_WORKSPACE: other.root } });
    expect(again.findings).toMatchObject([{ severity: 'warning' }]);
  });

  test('believes nothing of a workspace that others may write, and checks nothing else', async () => {
    const at = makeWorkspace();
    chmodSync(at.root, 0o777);
    const found = await examine(at.root, { fix: true });
    expect(found).toMatchObject({ ok: false, checksRun: 1, checksSkipped: CHECKS.length });
    expect(found.findings).toMatchObject([{ checkId: 'workspace.safe', fixed: false }]);
    expect(statSync(at.root).mode & 0o777).toBe(0o777);
    chmodSync(at.root, 0o700);
  });

  test('says why nobody can be told, and that it matters once somebody has chosen a channel', async () => {
    const at = makeWorkspace();
    const untouched = await look(at, 'channels', { platform: 'linux' });
    expect(untouched).toMatchObject({ ok: true, findings: [{ checkId: 'channels.any', severity: 'info' }] });
    expect(untouched.findings[0]?.message).toContain('iMessage is sent from a Mac only');
    writeFileSync(at.config, '{"escalation_channels": ["imessage"]}', { mode: 0o600 });
    expect(await look(at, 'channels', { platform: 'linux' })).toMatchObject({
      ok: false,
      findings: [{ checkId: 'channels.any', severity: 'warning' }],
    });
  });

  test('names the channels that cannot be used beside one that can', async () => {
    const at = makeWorkspace({
      escalation_channels: ['imessage', 'hook'],
      channels: { hook: { type: 'webhook', url: 'http://127.0.0.1:9/' } },
    });
    expect(await look(at, 'channels', { platform: 'linux' })).toMatchObject({
      ok: true,
      findings: [{ checkId: 'channels.each', message: expect.stringContaining('imessage') }],
    });
  });

  test('says that messages were given up', async () => {
    const at = makeWorkspace();
    const message = { severity: 'critical', title: 't', text: 't', channels: [], deliverAfter: null } as const;
    enqueue(at, { ...message, key: 'k', thread: null, resolves: false });
    const [id = ''] = queuedIds(at);
    const entry = readEntry(at, 'queued', id);
    if (entry === null || 'unreadable' in entry) throw new Error('not queued');
    settle(at, { ...entry, dead: { at: new Date().toISOString(), reason: 'nobody answered' } });
    expect(await look(at, 'outbox')).toMatchObject({ ok: false, findings: [{ checkId: 'outbox.dead' }] });
  });

  test('says that there is no workspace', async () => {
    const found = await examine(join(makeFolder(), 'nowhere'));
    expect(found.findings).toMatchObject([{ checkId: 'workspace.exists' }]);
  });

  test('goes on when a check fails, and says which', async () => {
    const at = makeWorkspace();
    rmSync(at.mail, { recursive: true });
    writeFileSync(at.mail, 'a file where the mailboxes should be', { mode: 0o600 });
    const found = await look(at, 'mail workspace.modes');
    expect(found.skipped.map(({ checkId }) => checkId)).toEqual(['mail.unanswered', 'mail.waiting']);
    expect(found.checksRun).toBe(1);
    rmSync(at.mail);
    mkdirSync(at.mail, { mode: 0o700 });
  });
});

test('every check says why it matters and what to do', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  for (const { id, why, fixHint } of CHECKS) {
    expect(id).toMatch(/^[a-z]+\.[a-z-]+$/);
    expect(why.length, id).toBeGreaterThan(20);
    expect(fixHint.length, id).toBeGreaterThan(10);
  }
});
