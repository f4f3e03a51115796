import { loadConfigFast } from '../../core/config/cached.ts';
import { EXIT } from '../../core/errors.ts';
import { findApprovalId } from '../../core/healing/approvals/store.ts';
import { healerOf } from '../../core/healing/plan/healer.ts';
import { runPlan } from '../../core/healing/plan/run.ts';
import { readPlan } from '../../core/healing/plan/store.ts';
import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [id = ''] = input.args;
  const plan = readPlan(at, id);
  const known = playbookNamed(await loadPlaybooks(at), plan.playbook);
  const word = textOption(input, 'approval');
  const approvalId = word === undefined ? null : findApprovalId(at, word);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const { config } = await loadConfigFast(at);
  const healer = await healerOf(at, config, stop.signal);
  const begun = await runPlan(healer, { known, plan, approvalId, by: actor(input) });
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
  if (begun.run === null) {
    const lines = begun.refusals.map(({ guard, reason }) => oneLine(`  ${guard}: ${reason}`));
    return {
      data: { ok: false, run: null, refusals: begun.refusals },
      text: ['It was not run:', ...lines].join('\n'),
      exitCode: EXIT.failed,
    };
  }
  const { outcome, reason, id: runId } = begun.run;
  const ok = outcome === 'verified';
  return {
    data: { ok, run: begun.run, refusals: [] },
    text: oneLine(`${runId}: ${outcome}${reason === null ? '' : `: ${reason}`}`),
    exitCode: ok ? EXIT.done : EXIT.failed,
  };
};
