import type { TreeUsage } from './usage.ts';

/** One process as systeminformation lists it; memory in KiB, CPU time not at all, but a share since the list before. */
interface Listed {
  pid: number;
  parentPid: number;
  memRss: number;
  cpu: number;
}

export interface PortableUsage extends Omit<TreeUsage, 'cpuTicks' | 'files' | 'threads'> {
  /** Of one core. */
  cpuPercent: number;
  files: null;
  threads: null;
}

/** Where there is no /proc: one list of all processes by the library, then the trees of the given roots. Open files are not to be had. */
export async function portableUsage(roots: readonly number[]): Promise<Map<number, PortableUsage>> {
  const library = await import('systeminformation');
  const { list } = await (library.default ?? library).processes();
  return treesOf(list, roots);
}

export function treesOf(list: readonly Listed[], roots: readonly number[]): Map<number, PortableUsage> {
  const children = new Map<number, Listed[]>();
  for (const one of list) children.set(one.parentPid, [...(children.get(one.parentPid) ?? []), one]);
  const byPid = new Map(list.map((one) => [one.pid, one]));
  const found = new Map<number, PortableUsage>();
  for (const root of roots) {
    const first = byPid.get(root);
    if (first === undefined) continue;
    const tree = [first];
    for (let index = 0; index < tree.length; index += 1) tree.push(...(children.get(tree[index]?.pid ?? -1) ?? []));
    found.set(root, {
      cpuPercent: Math.round(tree.reduce((sum, one) => sum + one.cpu, 0) * 10) / 10,
      memoryBytes: tree.reduce((sum, one) => sum + one.memRss * 1_024, 0),
      processes: tree.length,
      files: null,
      threads: null,
    });
  }
  return found;
}
