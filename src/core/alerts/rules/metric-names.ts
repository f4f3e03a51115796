/** Other names under which people know a series of the history. */
const ALIASES: Readonly<Record<string, string>> = {
  cpu: 'cpu_percent',
  cpu_usage: 'cpu_percent',
  cpu_used: 'cpu_percent',
  cpu_load: 'cpu_percent',
  cpu_total: 'cpu_percent',
  cpu_utilisation: 'cpu_percent',
  cpu_utilization: 'cpu_percent',
  memory: 'memory_percent',
  memory_usage: 'memory_percent',
  memory_used: 'memory_percent',
  mem: 'memory_percent',
  mem_usage: 'memory_percent',
  mem_used: 'memory_percent',
  ram: 'memory_percent',
  ram_usage: 'memory_percent',
  disk: 'disk_percent',
  disk_usage: 'disk_percent',
  disk_used: 'disk_percent',
  disk_space: 'disk_percent',
  inode: 'inode_percent',
  inodes: 'inode_percent',
  inode_usage: 'inode_percent',
  inodes_usage: 'inode_percent',
  swap: 'swap_percent',
  swap_usage: 'swap_percent',
  error_rate: 'error_rate_per_min',
  errors_per_min: 'error_rate_per_min',
  errors_per_minute: 'error_rate_per_min',
  error_rate_per_minute: 'error_rate_per_min',
};

/** `CPU usage (%)`, `cpu.usage.percent`, `cpuUsage` and `cpu_usage_percent` all mean `cpu_percent`. Unknown names stay as they are. */
export function canonicalMetric(name: string): string {
  const plain = name
    .trim()
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const bare = plain.replace(/_(?:percent|percentage|pct)$/, '');
  return ALIASES[plain] ?? (bare === plain ? undefined : ALIASES[bare]) ?? (plain === '' ? name : plain);
}

export interface SeriesName {
  metric: string;
  /** The value of the first label: a mount, a check, an interface. Null where the machine has only one. */
  resource: string | null;
}

const LABELLED = /^([^{]*)\{(.*)\}$/s;
const LABEL = /^\s*[\w.]+\s*=\s*"((?:[^"\\]|\\.)*)"/;

/** Reads `disk_percent{mount="/"}`. */
export function parseSeries(series: string): SeriesName {
  const [, name, labels] = LABELLED.exec(series.trim()) ?? [];
  if (name === undefined || labels === undefined) return { metric: canonicalMetric(series), resource: null };
  const quoted = LABEL.exec(labels)?.[1];
  const resource = quoted?.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  return { metric: canonicalMetric(name), resource: resource ?? labels };
}

const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/_percent$/, '%'],
  [/_ms$/, 'ms'],
  [/_in_hours$/, 'h'],
  [/_seconds$/, 's'],
  [/_bytes$/, 'B'],
  [/_bytes_per_second$/, 'B/s'],
  [/_per_min$/, '/min'],
];

export function unitOf(metric: string): string | null {
  return UNITS.find(([ending]) => ending.test(metric))?.[1] ?? null;
}
