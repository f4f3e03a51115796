import { orchestratorView } from '../../core/orchestrator-client.ts';
import { control } from '../../core/service/manager.ts';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import { run as spawn } from '../agents/spawn.ts';
import { stopOrchestrator } from '../agents/stop.ts';
import type { Input, Result, Run } from '../command.ts';
import { assertProgramsThere, awaitService, refused, standingOf, unusableNote, usable } from './service-of.ts';

export const run: Run = async (input): Promise<Result> => {
  const standing = await standingOf(input.root);
  const service = usable(standing);
  if (service === null || standing.installed === null) {
    const note = unusableNote(standing);
    return startDetached(input, note === null ? [] : [note]);
  }
  assertProgramsThere(standing.installed);
  const { at } = makeWorkspace(input.root);
  const pid = standing.state?.pid ?? null;
  const view = orchestratorView(at);
  const owner = view?.live === 'dead' ? null : (view?.record.owner?.pid ?? null);
  if (standing.state?.active === true && owner !== null) {
    const data = { ok: true, mode: 'service', name: service.name, pid: owner, alreadyRunning: true };
    return { data, text: `The service ${service.name} runs already: pid ${owner}` };
  }
  // One that was started by hand would keep the service out (exit 78). Its agents go on and are taken over.
  const handedOver = owner !== null && owner !== pid;
  if (handedOver) await stopOrchestrator({ ...input, options: {} }, at);
  const started = await control(service, 'start');
  if (!started.ok) throw refused(service, 'started', started.output);
  const running = (await awaitService(at, service)).owner?.pid ?? null;
  const data = { ok: true, mode: 'service', name: service.name, pid: running, alreadyRunning: false, handedOver };
  const before = handedOver ? ` It took over from the orchestrator that ran as a process of its own.` : '';
  return { data, text: `The service ${service.name} runs: pid ${running}.${before}` };
};

/** The same as `ops agents spawn ops-orchestrator`. */
export async function startDetached(input: Input, warnings: readonly string[]): Promise<Result> {
  const started = await spawn({ ...input, args: [ORCHESTRATOR], rest: [], options: {} });
  const data = { ok: true, mode: 'process', ...(started?.data as object) };
  return { data, text: started?.text ?? '', warnings };
}
