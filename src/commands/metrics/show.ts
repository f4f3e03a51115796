import { readLatest } from '../../core/metrics/latest.ts';
import { bytesText } from '../../core/metrics/plot/format.ts';
import type { Disk, Processes } from '../../core/metrics/readings.ts';
import type { Sample } from '../../core/metrics/sample.ts';
import { hangs } from '../../core/process/hung.ts';
import { oneLine } from '../../core/text/control.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Input, Result } from '../command.ts';
import { flag } from '../options.ts';
import { textTable } from '../text-table.ts';

export const run = async (input: Input): Promise<Result> => {
  const { sample, age, warnings } = await readSample(input);
  return { data: sample, text: describe(sample, age), warnings, hangs: hangs() };
};

/** The newest sample, or with --now one that is taken for this command alone. */
export async function readSample(input: Input): Promise<{ sample: Sample; age: string; warnings: string[] }> {
  const at = input.open();
  if (flag(input, 'now')) {
    // What measures carries the configuration's schema with it: reading a file need not wait for that.
    const { loadConfigFast } = await import('../../core/config/cached.ts');
    const { takeSample } = await import('../../core/metrics/collect.ts');
    const { config } = await loadConfigFast(at);
    const { sample } = await takeSample(at, config, { intervalSeconds: null, short: true });
    return { sample, age: 'measured now', warnings: [] };
  }
  const { sample, ageMs, stale } = readLatest(at, Date.now());
  const age = `${describeDuration(ageMs)} old`;
  const warnings = stale ? [`the newest sample is ${age}: it says nothing about now (ops metrics show --now)`] : [];
  return { sample, age, warnings };
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : `${value}%`;
}

function size(bytes: number | null): string {
  return bytes === null ? 'unknown' : bytesText(bytes);
}

function describe(sample: Sample, age: string): string {
  const { cpu, memory, swap, load, processes, pressure, kernel, cgroup, clock, units, summary } = sample;
  const some = (resource: 'cpu' | 'memory' | 'io') => percent(pressure?.[resource]?.some.avg60);
  const rows: [string, string][] = [
    ['Sample', `${sample.at}, ${age}, over ${sample.windowSeconds ?? 'unknown'} s`],
    [
      'CPU',
      cpu === null
        ? 'unknown'
        : `${cpu.total}% of ${sample.coreCount} cores (user ${cpu.user}%, system ${cpu.system}%, iowait ${percent(cpu.iowait)}, steal ${cpu.steal}%)`,
    ],
    ['Load', load === null ? 'unknown' : `${load.join(' ')}, ${summary.loadPerCore} a core`],
    [
      'Memory',
      memory === null
        ? 'unknown'
        : `${memory.percent}% of ${bytesText(memory.totalBytes)}${memory.limited ? ' (limit of the container)' : ''}, ${bytesText(memory.availableBytes)} available`,
    ],
    [
      'Swap',
      swap === null
        ? 'unknown'
        : swap.totalBytes === 0
          ? 'none'
          : `${percent(swap.percent)} of ${bytesText(swap.totalBytes)}`,
    ],
    [
      'Pressure',
      pressure === null ? 'unknown' : `cpu ${some('cpu')}, memory ${some('memory')}, io ${some('io')} of a minute`,
    ],
    ['Processes', processes === null ? 'unknown' : processesText(processes)],
  ];
  if (kernel?.openFiles)
    rows.push(['Open files', `${kernel.openFiles.used}, ${percent(kernel.openFiles.percent)} of what the machine may`]);
  if (sample.uptimeSeconds !== null) rows.push(['Up', describeDuration(sample.uptimeSeconds * 1_000)]);
  if (kernel?.outOfMemoryKills) rows.push(['OOM kills', `${kernel.outOfMemoryKills} since the sample before`]);
  if (cgroup !== null)
    rows.push([
      'Limits',
      `memory ${size(cgroup.memoryLimitBytes)}, CPU ${cgroup.cpuLimitCores ?? 'unlimited'} cores, throttled ${percent(cgroup.throttledPercent)}`,
    ]);
  if (clock?.synchronised === false) rows.push(['Clock', 'not synchronised']);
  if (clock?.stepMs) rows.push(['Clock', `was set by ${clock.stepMs} ms`]);
  if (units !== null && units.failed.length > 0) rows.push(['Failed', units.failed.join(', ')]);
  for (const { level, message } of summary.warnings)
    rows.push([level === 'critical' ? 'CRITICAL' : 'Warning', message]);
  for (const { reading, reason } of summary.missing) rows.push(['Missing', `${reading}: ${reason}`]);
  const lines = rows.map(([name, text]) => `${name.padEnd(11)}${oneLine(text)}`);
  return `${[lines.join('\n'), disksTable(sample.disks), diskIoTable(sample), networkTable(sample), checksTable(sample)].filter((part) => part !== '').join('\n\n')}\n`;
}

function forecastText({ fullInHours, inodesFullInHours }: Disk): string {
  // A sample of an earlier version has no forecast of inodes.
  const parts = [['full', fullInHours] as const, ['no inodes', inodesFullInHours ?? null] as const].flatMap(
    ([what, hours]) => (hours === null ? [] : [`${what} in ${describeDuration(hours * 3_600_000)}`]),
  );
  return parts.join(', ');
}

function disksTable(disks: readonly Disk[]): string {
  if (disks.length === 0) return '';
  const rows = disks.map((disk) => [
    disk.mount,
    percent(disk.percent),
    size(disk.availableBytes),
    percent(disk.inodesPercent),
    disk.readOnly ? 'read-only' : forecastText(disk),
  ]);
  return textTable(['DISK', 'USED', 'FREE', 'INODES', ''], rows).trimEnd();
}

function processesText({ total, states, threads, zombies }: Processes): string {
  // A sample of an earlier version has no states.
  const counts = Object.entries({ ...states, ...(zombies === null ? {} : { zombie: zombies.count }) }).map(
    ([state, count]) => `${count} ${state}`,
  );
  return `${total} (${counts.join(', ')}), ${threads ?? 'unknown'} threads`;
}

function rate(value: number | null): string {
  return value === null ? 'unknown' : `${bytesText(value)}/s`;
}

function diskIoTable({ diskIo }: Sample): string {
  if (diskIo === null || diskIo.length === 0) return '';
  const rows = diskIo.map((one) => [
    one.device,
    rate(one.readBytesPerSecond),
    rate(one.writeBytesPerSecond),
    percent(one.utilisationPercent),
    one.waitMs === null ? '' : `${one.waitMs} ms`,
  ]);
  return textTable(['DEVICE', 'READ', 'WRITTEN', 'BUSY', 'WAIT'], rows).trimEnd();
}

function networkTable({ network }: Sample): string {
  if (network === null || network.length === 0) return '';
  const rows = network.map((one) => [
    one.interface,
    rate(one.receiveBytesPerSecond),
    rate(one.transmitBytesPerSecond),
    String(one.errors ?? 'unknown'),
    String(one.drops ?? 'unknown'),
  ]);
  return textTable(['NETWORK', 'RECEIVED', 'SENT', 'ERRORS', 'DROPS'], rows).trimEnd();
}

function checksTable({ healthChecks }: Sample): string {
  if (healthChecks.length === 0) return '';
  const rows = healthChecks.map(({ name, type, status, message }) => [name, type, status, message]);
  return textTable(['CHECK', 'KIND', 'STATUS', 'SAID'], rows).trimEnd();
}
