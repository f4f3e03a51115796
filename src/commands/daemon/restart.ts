import { setTimeout as delay } from 'node:timers/promises';
import { EXIT } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { control } from '../../core/service/manager.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import { stopOrchestrator } from '../agents/stop.ts';
import type { Input, Result, Run } from '../command.ts';
import { flag, numberOption } from '../options.ts';
import { assertProgramsThere, awaitService, refused, standingOf, unusableNote, usable } from './service-of.ts';
import { startDetached } from './start.ts';

const LOOK_EVERY_MS = 200;

/** Runs of schedules and of a shell; lasting agents have no end to wait for, and go on anyway. */
function underWay(at: Layout): SessionRecord[] {
  return listRecords(at).records.filter(
    (record) => record.kind !== 'main' && !hasEnded(viewOf(at, record).status) && record.owner !== null,
  );
}

export const run: Run = async (input) => {
  const { at } = makeWorkspace(input.root);
  const force = flag(input, 'force');
  const seconds = numberOption(input, 'wait') ?? 60;
  const left = force ? [] : await waitForRuns(at, seconds * 1_000);
  if (left.length > 0) {
    const keys = left.map(({ key }) => key);
    const text = `Not restarted: after ${seconds} s still under way: ${keys.join(', ')}\nWait longer with --wait, or restart at once with --force: they go on and are taken over.`;
    return { data: { ok: false, restarted: false, underWay: keys }, text, exitCode: EXIT.noAnswer };
  }
  return restartNow(input, at);
};

async function waitForRuns(at: Layout, limitMs: number): Promise<SessionRecord[]> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const runs = underWay(at);
    if (runs.length === 0 || performance.now() >= deadline) return runs;
    await delay(LOOK_EVERY_MS);
  }
}

async function restartNow(input: Input, at: Layout): Promise<Result> {
  const standing = await standingOf(input.root);
  const service = usable(standing);
  if (service !== null && standing.installed !== null && standing.state?.active === true) {
    assertProgramsThere(standing.installed);
    const restarted = await control(service, 'restart');
    if (!restarted.ok) throw refused(service, 'restarted', restarted.output);
    const pid = (await awaitService(at, service)).owner?.pid ?? null;
    const data = { ok: true, restarted: true, mode: 'service', name: service.name, pid };
    return { data, text: `The service ${service.name} was restarted: pid ${pid}` };
  }
  const stopped = await stopOrchestrator({ ...input, options: {} }, at);
  const note = unusableNote(standing);
  const started = await startDetached(input, note === null ? [] : [note]);
  const data = { restarted: true, stopped: stopped.data, ...(started.data as object) };
  return { ...started, data, text: `${stopped.text}\n${started.text}` };
}
