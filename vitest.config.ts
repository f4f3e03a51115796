import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Hundreds of processes at once: they take both cores and every inotify instance of the user, so nothing else is tested beside them. */
const CROWDS = ['test/faults/concurrent-sends.test.ts', 'test/faults/sends-across-kill.test.ts'];

/** The longest first. Begun late, one of them would run alone at the end; on a fresh clone no durations are known yet. */
const LONGEST = [
  'faults/supervision-list',
  'agents/orchestrator/healing',
  'commands/json/shapes',
  'commands/recipes',
  'supervision/commands',
  'e2e/command-line',
  'e2e/runs',
  'e2e/orchestrator',
  'commands/daemon',
  'commands/dashboard/terminal/live',
  'agents/metrics-collector/collector',
  'e2e/takeover',
  'commands/config',
  'faults/torn-lines',
  'faults/torn-record',
  'faults/urgent',
  'core/notify/outbox/kill',
  'core/alerts/rules/noise',
];

/** Many small files of functions: to start a process and load the modules for each of them took longer than they run. */
const SHARED = ['test/core/**/*.test.ts', 'test/commands/dashboard/**/*.test.{ts,tsx}'];

/** Files that share a process come one after another, or it is not shared; and last, because the short ones fill what is left. */
function rank({ moduleId, project }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
  if (place !== -1) return place;
  return project.config.isolate ? LONGEST.length : LONGEST.length + 1;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

/**
 * The tests' folders lie in memory where there is room for them: they sync thousands of times (2 ms each on a disk of a virtual machine), and
 * what they prove of crashes is about processes, not about power. OPS_TEST_ON_DISK=1 keeps them on the disk.
 */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 4e9;
if (process.env.TMPDIR === undefined && process.env.OPS_TEST_ON_DISK === undefined && hasRoom())
  process.env.TMPDIR = MEMORY;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM_BYTES;
  } catch {
    return false;
  }
}

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Hundreds of real processes on a machine that others use, too: what fails once and then passes is named by the reporter as retried.
    retry: process.env.CI === undefined ? 0 : 2,
    setupFiles: ['test/helpers/setup.ts'],
    // A third of a test's time it waits for processes: three workers keep two cores busy, more only make every process late.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'suite',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...CROWDS, ...SHARED],
        },
      },
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false } },
      {
        extends: true,
        test: { name: 'crowds', include: CROWDS, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
