import { OpsError } from '../../core/errors.ts';
import { bytesText } from '../../core/metrics/plot/format.ts';
import type { Processes } from '../../core/metrics/readings.ts';
import { hangs } from '../../core/process/hung.ts';
import type { Input, Result } from '../command.ts';
import { choiceOption, numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { readSample } from './show.ts';

const LISTS = { cpu: 'topCpu', memory: 'topMemory', files: 'topFiles' } as const satisfies Record<
  string,
  keyof Processes
>;

export const run = async (input: Input): Promise<Result> => {
  const by = choiceOption(input, 'by', ['cpu', 'memory', 'files']) ?? 'cpu';
  const limit = numberOption(input, 'limit', { min: 1, max: 10, integer: true }) ?? 10;
  const { sample, age, warnings } = await readSample(input);
  if (sample.processes === null) {
    const gap = sample.summary.missing.find(({ reading }) => reading === 'processes');
    throw new OpsError('E_FILE', `The processes could not be read: ${gap?.reason ?? 'no reason was kept'}`);
  }
  const processes = sample.processes[LISTS[by]].slice(0, limit);
  const { zombies } = sample.processes;
  const rows = processes.map(({ pid, name, state, cpuPercent, memoryBytes, openFiles }) => [
    String(pid),
    name,
    state,
    cpuPercent === null ? 'unknown' : `${cpuPercent}%`,
    bytesText(memoryBytes),
    String(openFiles ?? 'unknown'),
  ]);
  const table = textTable(['PID', 'NAME', 'STATE', 'CPU', 'MEMORY', 'FILES'], rows);
  const parents = (zombies?.parents ?? []).map(({ pid, name, count }) => `${count} of ${name} (${pid})`).join(', ');
  const dead = zombies === null || zombies.count === 0 ? '' : `\n${zombies.count} zombies: ${parents}\n`;
  return {
    data: { at: sample.at, windowSeconds: sample.windowSeconds, by, processes, zombies },
    text: `${sample.at}, ${age}, over ${sample.windowSeconds ?? 'unknown'} s\n${table}${dead}`,
    warnings,
    hangs: hangs(),
  };
};
