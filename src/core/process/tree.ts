import { readdirSync, readFileSync } from 'node:fs';
import { readProcessStat } from './identity.ts';

/** Pids of the children of a process, from all its threads: a program may fork from any. Linux only. */
export function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const thread of listThreads(pid)) {
    try {
      const text = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').trim();
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

/** Living processes of a process group, zombies left out. Reads every process: only for the rare group whose leader is gone. */
export function groupMembers(groupId: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = readProcessStat(pid);
      return stat !== null && stat.groupId === groupId && stat.state !== 'Z' && stat.state !== 'X';
    });
}
