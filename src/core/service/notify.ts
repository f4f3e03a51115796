import { execFile } from 'node:child_process';
import type { Layout } from '../files/layout.ts';
import { awaitOrchestrator } from '../orchestrator-client.ts';
import { mainSessionId, ORCHESTRATOR } from '../sessions/names.ts';
import { LEASE_EVERY_MS, leaseAgeMs } from '../sessions/view.ts';

/** What systemd put into the environment of the process it started. */
export interface NotifyTarget {
  socket: string;
  /** Milliseconds within which it wants a sign of life; null where it does not. */
  watchdogMs: number | null;
}

const VARIABLES = [
  'NOTIFY_SOCKET',
  'WATCHDOG_USEC',
  'WATCHDOG_PID',
  'INVOCATION_ID',
  'JOURNAL_STREAM',
  'LISTEN_FDS',
  'LISTEN_PID',
  'SYSTEMD_EXEC_PID',
];

/**
 * Takes systemd's variables out of the environment: an agent that finds them would speak for the orchestrator. Null where systemd wants no
 * word from this process.
 */
export function takeNotifyTarget(env: NodeJS.ProcessEnv = process.env, pid: number = process.pid): NotifyTarget | null {
  const socket = env.NOTIFY_SOCKET;
  const isOurs = env.WATCHDOG_PID === undefined || env.WATCHDOG_PID === String(pid);
  const microseconds = Number(env.WATCHDOG_USEC);
  for (const name of VARIABLES) delete env[name];
  if (socket === undefined || socket === '') return null;
  return { socket, watchdogMs: isOurs && microseconds > 0 ? microseconds / 1_000 : null };
}

/** Says something to systemd. Node has no datagram sockets of the Unix kind, so systemd's own program does it. */
export function notify(target: NotifyTarget, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, NOTIFY_SOCKET: target.socket };
    execFile('systemd-notify', [`--pid=${process.pid}`, ...words], { env, timeout: 10_000 }, (error) =>
      resolve(error === null),
    );
  });
}

/** How long the orchestrator may take to its first sign of life; TimeoutStartSec of the unit is longer. */
const START_LIMIT_MS = 50_000;

/**
 * Tells systemd that the orchestrator works, and then at half the interval that it still does. The timer runs in the orchestrator's own
 * process: where that hangs, nothing is said, and systemd ends it.
 */
export function keepNotifying(at: Layout, target: NotifyTarget): () => void {
  let timer: NodeJS.Timeout | undefined;
  const id = mainSessionId(ORCHESTRATOR);
  const alive = () => {
    const age = leaseAgeMs(at, id, Date.now());
    if (age !== null && age <= 3 * LEASE_EVERY_MS) void notify(target, ['WATCHDOG=1']);
  };
  void awaitOrchestrator(at, START_LIMIT_MS).then((record) => {
    if (record !== null) void notify(target, ['--ready', `--status=watching ${at.root}`]);
  });
  if (target.watchdogMs !== null) {
    timer = setInterval(alive, target.watchdogMs / 2);
    timer.unref();
  }
  return () => clearInterval(timer);
}
