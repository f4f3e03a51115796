import { type Edit, type EditOptions, editConfig } from '../../core/config/edit.ts';
import { EXIT, OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { assertName, ORCHESTRATOR } from '../../core/sessions/names.ts';
import type { Result } from '../command.ts';
import { order } from './order.ts';

/** Writes the changes, and has a living orchestrator take them over. */
export async function applyEdits(
  at: Layout,
  edits: readonly Edit[],
  what: string,
  options: EditOptions = {},
): Promise<Result> {
  const file = await editConfig(at, edits, options);
  if (options.dryRun === true)
    return { data: { ok: true, file, reload: null }, text: `${file} would be accepted; nothing was changed` };
  const live = orchestratorView(at)?.live === 'live';
  const reloaded = live ? await order(at, 'reload') : null;
  const text =
    reloaded === null
      ? `${what} in ${file}. No orchestrator runs; it is taken over at the next start.`
      : `${what} in ${file}.\n${reloaded.text}`;
  return { data: { ok: true, file, reload: reloaded?.data ?? null }, text, exitCode: reloaded?.exitCode ?? EXIT.done };
}

export function assertAgentName(id: string): void {
  assertName(id, 'an agent');
  if (id === ORCHESTRATOR)
    throw new OpsError('E_NAME', `${ORCHESTRATOR} is the orchestrator itself`, {
      hint: 'Its settings are the configuration: ops config get',
    });
}
