import { spawnSync } from 'node:child_process';

/**
 * Runs a command once, its output thrown away. Wall time and CPU time of it and its children, in milliseconds, as bash's `time` reads
 * them from the kernel when it reaps the child: Node itself tells no child's CPU time.
 */
export function timeOnce(command, options = {}) {
  const script = `TIMEFORMAT='%R %U %S'; { time "$@" >/dev/null 2>&1 </dev/null; } 2>&1`;
  const { status, stdout } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  });
  const [wall, user, system] = stdout.trim().split(' ').map(Number);
  return { code: status, wallMs: wall * 1_000, cpuMs: (user + system) * 1_000 };
}

/** The middle of values; of `fraction` 0.99 the 99th percentile. */
export function quantile(values, fraction = 0.5) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))];
}

const WARM_UPS = 2;

/**
 * Measures several commands against `node -e 0`, all of them in turn, so that whatever else the machine does hits each alike.
 * `expect`: exit codes by name, else 0; null: any.
 * @returns for each name the medians, and the ratios of the medians to those of `node -e 0`
 */
export function compare(commands, { rounds, progress, env, expect = {} }) {
  const all = { 'node -e 0': [process.execPath, '-e', '0'], ...commands };
  const samples = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = -WARM_UPS; round < rounds; round += 1) {
    progress(`round ${Math.max(0, round + 1)} of ${rounds}`);
    for (const [name, command] of Object.entries(all)) {
      const sample = timeOnce(command, { env });
      if (expect !== null && sample.code !== (expect[name] ?? 0)) throw new Error(`${name} exited with ${sample.code}`);
      if (round >= 0) samples[name].push(sample);
    }
  }
  const median = (name, field) => quantile(samples[name].map((sample) => sample[field]));
  const base = { cpuMs: median('node -e 0', 'cpuMs'), wallMs: median('node -e 0', 'wallMs') };
  return Object.fromEntries(
    Object.keys(all).map((name) => {
      const cpuMs = median(name, 'cpuMs');
      const wallMs = median(name, 'wallMs');
      return [name, { cpuMs, wallMs, cpu: cpuMs / base.cpuMs, wall: wallMs / base.wallMs }];
    }),
  );
}

/** A row of the table for a command: both ratios count, and the budget is for each. */
export function ratioRow(what, measured, budget) {
  const { cpu, wall, cpuMs, wallMs } = measured;
  const text = `CPU ${cpu.toFixed(2)} x (${cpuMs.toFixed(0)} ms), wall ${wall.toFixed(2)} x (${wallMs.toFixed(0)} ms)`;
  if (budget === null) return { what, measured: text, budget: '', met: null };
  return { what, measured: text, budget: `<= ${budget} x node -e 0`, met: cpu <= budget && wall <= budget };
}
