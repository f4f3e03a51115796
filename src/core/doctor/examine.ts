import { existsSync } from 'node:fs';
import { loadConfigFast } from '../config/cached.ts';
import type { Config } from '../config/schema.ts';
import { errorText } from '../errors.ts';
import { type Layout, layout } from '../files/layout.ts';
import { orchestratorView } from '../orchestrator-client.ts';
import { listRecords } from '../sessions/registry.ts';
import { assertSafe } from '../workspace.ts';
import type { Check, Facts, Found, Severity } from './check.ts';
import { channelChecks } from './checks/channels.ts';
import { diskChecks } from './checks/disk.ts';
import { fileChecks } from './checks/files.ts';
import { machineChecks } from './checks/machine.ts';
import { orchestratorChecks } from './checks/orchestrator.ts';
import { recordChecks } from './checks/records.ts';
import { workspaceChecks } from './checks/workspace.ts';

/** All checks, in the order in which they are made: the first ones may put right what the later ones need. */
export const CHECKS: readonly Check[] = [
  ...workspaceChecks,
  ...diskChecks,
  ...fileChecks,
  ...recordChecks,
  ...orchestratorChecks,
  ...channelChecks,
  ...machineChecks,
];

/** As OpenClaw's doctor says it, with why it matters beside it. */
export interface Finding {
  checkId: string;
  severity: Severity;
  message: string;
  path: string | null;
  why: string;
  fixHint: string;
  /** It could be put right by --fix. */
  fixable: boolean;
  fixed: boolean;
  /** Why putting it right failed. */
  fixError: string | null;
}

export interface Examination {
  schemaVersion: 1;
  /** Nothing is left that a person should see to. */
  ok: boolean;
  checksRun: number;
  checksSkipped: number;
  findings: Finding[];
  skipped: { checkId: string; reason: string }[];
}

export interface ExamineOptions {
  fix?: boolean;
  now?: number;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  checks?: readonly Check[];
}

/** The workspace cannot be looked at; the finding says why. Nothing else was checked. */
function blocked(root: string): Finding | null {
  const about = { path: root, fixable: false, fixed: false, fixError: null, severity: 'error' as const };
  if (!existsSync(root)) {
    const why = 'Everything that ops knows lies in it.';
    return {
      checkId: 'workspace.exists',
      message: `There is no workspace at ${root}`,
      why,
      fixHint: 'Run: ops init',
      ...about,
    };
  }
  try {
    assertSafe(root);
    return null;
  } catch (error) {
    const why = 'Who can write it can run commands as you, so nothing in it is believed.';
    const fixHint = `Look at what is in it, then run: chmod go-w ${root}`;
    return { checkId: 'workspace.safe', message: errorText(error), why, fixHint, ...about };
  }
}

async function factsOf(at: Layout, options: ExamineOptions): Promise<Facts> {
  const orchestrator = readSafely(() => orchestratorView(at));
  return {
    at,
    now: options.now ?? Date.now(),
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? process.env,
    platform: options.platform ?? process.platform,
    listing: listRecords(at),
    orchestrator,
    orchestratorLives: orchestrator !== null && orchestrator.live !== 'dead',
    config: await configOf(at),
  };
}

/** An unreadable record of the orchestrator is found by its own check. */
function readSafely<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

async function configOf(at: Layout): Promise<Config | null> {
  try {
    return (await loadConfigFast(at)).config;
  } catch {
    return null;
  }
}

/** Looks at everything, and with `fix` puts right what can be without losing anything. Without it, nothing is changed. */
export async function examine(root: string, options: ExamineOptions = {}): Promise<Examination> {
  const checks = options.checks ?? CHECKS;
  const obstacle = blocked(root);
  if (obstacle !== null) {
    const skipped = checks.map(({ id }) => ({ checkId: id, reason: obstacle.message }));
    return { schemaVersion: 1, ok: false, checksRun: 1, checksSkipped: checks.length, findings: [obstacle], skipped };
  }
  const at = layout(root);
  const findings: Finding[] = [];
  const skipped: Examination['skipped'] = [];
  let facts = await factsOf(at, options);
  for (const check of checks) {
    if (check.platform !== undefined && check.platform !== facts.platform) {
      skipped.push({ checkId: check.id, reason: `only on ${check.platform}` });
      continue;
    }
    try {
      const here: Finding[] = [];
      for (const found of await check.find(facts)) here.push(await settle(check, found, options.fix ?? false));
      findings.push(...here);
      // What was put right changes what the checks after it find.
      if (here.some(({ fixed }) => fixed)) facts = await factsOf(at, options);
    } catch (error) {
      skipped.push({ checkId: check.id, reason: errorText(error) });
    }
  }
  const ok = !findings.some(({ severity, fixed }) => severity !== 'info' && !fixed);
  const counts = { checksRun: checks.length - skipped.length, checksSkipped: skipped.length };
  return { schemaVersion: 1, ok, ...counts, findings, skipped };
}

async function settle(check: Check, found: Found, fix: boolean): Promise<Finding> {
  const finding: Finding = {
    checkId: check.id,
    severity: found.severity ?? check.severity,
    message: found.message,
    path: found.path ?? null,
    why: check.why,
    fixHint: found.fixHint ?? check.fixHint,
    fixable: found.fix !== undefined,
    fixed: false,
    fixError: null,
  };
  if (!fix || found.fix === undefined) return finding;
  try {
    await found.fix();
    return { ...finding, fixed: true };
  } catch (error) {
    return { ...finding, fixError: errorText(error) };
  }
}
