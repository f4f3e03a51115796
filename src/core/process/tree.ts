import { readdirSync } from 'node:fs';
import { readText } from '../files/read-text.ts';
import { readProcessStat } from './identity.ts';

/** Pids of the children of a process, from all its threads: a program may fork from any. Linux only. */
export function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const thread of listThreads(pid)) {
    try {
      const text = readText(`/proc/${pid}/task/${thread}/children`).trim();
      if (text !== '') children.push(...text.split(' ').map(Number));
    } catch {
      // The thread ended meanwhile.
    }
  }
  return children;
}

function listThreads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A process and all its descendants that are still its own: costs as much as the tree has processes, not as the machine has. */
export function processTree(pid: number): number[] {
  const tree = [pid];
  for (let index = 0; index < tree.length; index += 1) tree.push(...childrenOf(tree[index] ?? 0));
  return tree;
}

/** How long one look through all processes answers for: many groups are waited for at once. */
const SAME_LOOK_MS = 20;
let look: { at: number; groups: Set<number> } | null = null;

/**
 * Whether a process group has living members, zombies left out. Looks through every process, which takes 6 ms for 300: only for a group whose
 * leader is gone, and shared by all who ask within 20 ms.
 */
export function groupHasMembers(groupId: number): boolean {
  const now = performance.now();
  if (look === null || now - look.at > SAME_LOOK_MS) look = { at: now, groups: livingGroups() };
  return look.groups.has(groupId);
}

function livingGroups(): Set<number> {
  const groups = new Set<number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProcessStat(Number(name));
    if (stat !== null && stat.state !== 'Z' && stat.state !== 'X') groups.add(stat.groupId);
  }
  return groups;
}
