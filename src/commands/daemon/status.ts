import { EXIT } from '../../core/errors.ts';
import { layout } from '../../core/files/layout.ts';
import { askOrchestrator, describeAnswer, orchestratorView } from '../../core/orchestrator-client.ts';
import { missingPrograms } from '../../core/service/installed.ts';
import type { SessionView } from '../../core/sessions/view.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { flag, LONGEST_SECONDS, numberOption } from '../options.ts';
import { type Standing, standingOf } from './service-of.ts';

export const run: Run = async (input) => {
  const required = flag(input, 'requireRpc');
  const at = required ? input.open() : layout(input.root);
  const view = orchestratorView(at);
  const standing = await standingOf(input.root);
  const timeoutMs = numberOption(input, 'timeout', { min: 1, max: LONGEST_SECONDS * 1_000 }) ?? 10_000;
  const rpc = required ? await askOrchestrator(at, 'daemon status', timeoutMs) : null;
  const { installed, manager, state } = standing;
  const data = {
    ok: rpc?.ok ?? true,
    workspace: at.root,
    service:
      installed === null
        ? null
        : {
            ...{ kind: installed.service.kind, name: installed.service.name, system: installed.service.system },
            ...{ path: installed.path, drift: installed.drift, missing: missingPrograms(installed), manager, state },
          },
    orchestrator:
      view === null
        ? null
        : {
            ...{ status: view.status, live: view.live, pid: view.record.owner?.pid ?? null },
            ...{ startedAt: view.record.startedAt, endedAt: view.record.endedAt, reason: view.record.reason },
          },
    rpc,
  };
  const lines = [
    describeService(standing),
    describeOrchestrator(view, Date.now()),
    rpc && `Answer        ${describeAnswer(rpc)}`,
  ];
  const text = lines.filter((line) => line !== null).join('\n');
  return { data, text, exitCode: data.ok ? EXIT.done : EXIT.failed };
};

function describeService({ installed, manager, state }: Standing): string {
  if (installed === null) return 'Service       not installed (ops daemon install)';
  const what =
    state === null ? `not asked: ${manager?.available === false ? manager.reason : 'no answer'}` : state.state;
  const enabled = state === null ? '' : state.enabled ? ', enabled' : ', not enabled';
  const drift =
    installed.drift.length === 0 ? '' : `\n              differs from what ops would write now: ops daemon install`;
  const missing = missingPrograms(installed);
  const gone = missing.length === 0 ? '' : `\n              names what is not there any more: ${missing.join(', ')}`;
  return `Service       ${installed.service.name}: ${what}${enabled} (${installed.path})${drift}${gone}`;
}

function describeOrchestrator(view: SessionView | null, now: number): string {
  if (view === null) return 'Orchestrator  never started';
  const { record, status, live } = view;
  if (live === 'dead') return `Orchestrator  ${status}${record.reason === null ? '' : `: ${record.reason}`}`;
  const since = record.startedAt === null ? '' : ` for ${describeDuration(now - Date.parse(record.startedAt))}`;
  return `Orchestrator  ${status}${live === 'live' ? '' : ` (${live})`}, pid ${record.owner?.pid ?? 'unknown'}${since}`;
}
