import { OpsError } from '../../errors.ts';
import type { KnownPlaybook } from '../playbooks/check.ts';
import { type Trigger, triggersOf } from '../playbooks/condition.ts';
import type { World } from '../playbooks/world.ts';

/** The one thing on which a playbook's condition holds now. @throws OpsError where there is none, or where there are several and none is named. */
export function findTrigger({ playbook }: KnownPlaybook, world: World, target: string | null): Trigger {
  const { name } = playbook;
  const fitting = triggersOf(playbook.when, world).filter((trigger) => target === null || trigger.target === target);
  const [only] = fitting;
  if (only === undefined)
    throw new OpsError('E_HEAL', `${name} has nothing to act upon${target === null ? '' : ` on ${target}`} now`, {
      hint: 'Its condition does not hold, or is not known: ops heal list',
    });
  if (fitting.length > 1)
    throw new OpsError('E_AMBIGUOUS', `${name} holds on ${fitting.map((one) => one.target).join(', ')}`, {
      hint: 'Choose one: --target, or "on <target>" in a task.',
    });
  return only;
}
