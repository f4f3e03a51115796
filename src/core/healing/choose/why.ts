import type { Candidate } from './choose.ts';

/** Why one did not get its turn. */
export interface Passed {
  candidate: Candidate;
  reason: string;
}

/** Why this playbook and not another one, as a line of the incident. */
export function whyText(chosen: Candidate, all: readonly Candidate[], passed: readonly Passed[]): string {
  const { playbook } = chosen.known;
  const others = all.filter((one) => one !== chosen && !passed.some(({ candidate }) => candidate === one));
  const standing = [chosen.severity, chosen.since === null ? null : `since ${chosen.since}`].filter(
    (part) => part !== null,
  );
  const what = `${playbook.name} is chosen for ${chosen.trigger.target}${standing.length === 0 ? '' : ` (${standing.join(', ')})`}`;
  const parts = [
    `it fits: ${chosen.trigger.reason}`,
    ...(others.length === 0 ? [] : [`of ${names([chosen, ...others])} it touches least`]),
    ...passed.map(({ candidate, reason }) => `${candidate.known.playbook.name} not now: ${reason}`),
    `its mode is ${playbook.mode}`,
  ];
  return `${what}; ${parts.join('; ')}`;
}

function names(candidates: readonly Candidate[]): string {
  return candidates.map(({ known }) => known.playbook.name).join(', ');
}
