import { readAudit } from '../../core/healing/audit/store.ts';
import { failuresInARow } from '../../core/healing/guards/count.ts';
import { historyOf } from '../../core/healing/guards/history.ts';
import { killSwitch } from '../../core/healing/guards/kill-switch.ts';
import { worldOf } from '../../core/healing/plan/world-of.ts';
import { triggersOf } from '../../core/healing/playbooks/condition.ts';
import { loadPlaybooks } from '../../core/healing/playbooks/store.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const { playbooks, problems } = await loadPlaybooks(at);
  const { entries, faults } = readAudit(at);
  const history = historyOf(entries);
  const world = worldOf(at, Date.now());
  const stopped = killSwitch(at);
  const listed = [...playbooks.values()].map(({ playbook, hash, file }) => ({
    name: playbook.name,
    mode: playbook.mode,
    description: playbook.description,
    file,
    hash,
    breakerOpen: failuresInARow(history, playbook.name) >= playbook.limits.failures,
    triggers: triggersOf(playbook.when, world).map(({ target, reason }) => ({ target, reason })),
  }));
  const rows = listed.map(({ name, mode, breakerOpen, triggers, file, description }) => [
    name,
    breakerOpen ? `${mode}, breaker open` : mode,
    triggers.map(({ target }) => target).join(', ') || '-',
    file ?? 'shipped',
    description,
  ]);
  const warnings = problems.map(({ file, reason }) => `${file}: ${reason}; nothing runs under that name`);
  if (stopped !== null) warnings.push(`healing is stopped: ${stopped}`);
  if (faults.length > 0) warnings.push('healing is stopped: the audit is broken; see ops audit verify');
  if (world.sampleAt === null) warnings.push('there is no sample, so it is not known what would be acted upon');
  return {
    data: {
      count: listed.length,
      stopped,
      auditWhole: faults.length === 0,
      sampleAt: world.sampleAt,
      playbooks: listed,
      problems,
    },
    text: textTable(['PLAYBOOK', 'MODE', 'NOW ON', 'FROM', 'WHAT'], rows),
    warnings,
  };
};
