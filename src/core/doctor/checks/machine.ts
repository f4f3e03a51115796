import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync, watch } from 'node:fs';
import { delimiter, join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { errorCode, errorText } from '../../errors.ts';
import { readJson } from '../../files/read-json.ts';
import { findInstalled, missingPrograms } from '../../service/installed.ts';
import { lastHeartbeat } from '../../status/heartbeat.ts';
import { describeDuration } from '../../text/duration.ts';
import type { Check, Facts, Found } from '../check.ts';

/** A clock may be corrected by so much without anybody's harm. */
const STEP_MS = 60_000;

function clockStep({ at, now }: Facts): Found[] {
  const last = lastHeartbeat(at);
  const ahead = last === null ? 0 : Date.parse(last.at) - now;
  return ahead > STEP_MS ? [{ message: `The clock is ${describeDuration(ahead)} behind the last heartbeat` }] : [];
}

function timeZone({ config }: Facts): Found[] {
  const zone = config?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    if (zone === undefined) return [{ message: 'The time zone of this machine cannot be read' }];
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [{ message: `The time zone ${zone} is not known` }];
  }
}

function clockSync({ at }: Facts): Found[] {
  const read = readJson(at.latestMetrics);
  const sample = read.state === 'read' ? (read.value as { clock?: { synchronised?: boolean | null } | null }) : null;
  return sample?.clock?.synchronised === false ? [{ message: 'The clock is not synchronised' }] : [];
}

const FEW_INSTANCES = 64;

function inotify({ at }: Facts): Found[] {
  const found: Found[] = [];
  try {
    watch(at.run, { persistent: false }).close();
  } catch (error) {
    // A folder that is missing has a check of its own.
    if (errorCode(error) !== 'ENOENT')
      found.push({ message: `No folder can be watched: ${errorCode(error) ?? errorText(error)}` });
  }
  const limit = Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8'));
  if (limit < FEW_INSTANCES) {
    found.push({
      message: `This user may have ${limit} inotify instances; each session that waits takes one`,
      severity: 'info',
    });
  }
  return found;
}

const FEW_FILES = 1_024;

function openFiles(): Found[] {
  const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  const limit = line === null ? Number.POSITIVE_INFINITY : Number(line[1]);
  return limit < FEW_FILES ? [{ message: `A process may have ${limit} files open` }] : [];
}

const OLDEST_NODE = [20, 19] as const;

function nodeVersion(): Found[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return isOld ? [{ message: `Node ${process.version} is older than ${OLDEST_NODE.join('.')}` }] : [];
}

interface Tool {
  name: string;
  platforms: readonly NodeJS.Platform[];
  for: string;
}

const TOOLS: readonly Tool[] = [
  { name: 'sh', platforms: ['linux', 'darwin'], for: 'command agents cannot be kept' },
  { name: 'mkfifo', platforms: ['linux', 'darwin'], for: 'command agents cannot be given messages' },
  { name: 'renice', platforms: ['linux', 'darwin'], for: 'priorities cannot be lowered' },
  { name: 'ps', platforms: ['darwin'], for: 'processes cannot be told apart' },
];

function isOnPath(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

function tools({ env, platform }: Facts): Found[] {
  return TOOLS.filter(({ name, platforms }) => platforms.includes(platform) && !isOnPath(name, env)).map(
    ({ name, for: purpose }) => ({ message: `${name} is not on the PATH: ${purpose}` }),
  );
}

async function configuration({ at }: Facts): Promise<Found[]> {
  try {
    const { warnings } = await loadConfig(at);
    return warnings.map((message) => ({ message, severity: 'warning' as const }));
  } catch (error) {
    return [{ message: errorText(error), path: at.config }];
  }
}

function service({ at, platform }: Facts): Found[] {
  const installed = findInstalled(at.root, { platform });
  if (installed === null) return [];
  const { path, isOurs, drift } = installed;
  const missing = missingPrograms(installed);
  if (missing.length > 0) {
    return [
      { message: `The service names what is not there any more: ${missing.join(', ')}`, path, severity: 'error' },
    ];
  }
  if (drift.length === 0 || !isOurs) return [];
  return [{ message: `The service differs from what ops would install now: ${drift.slice(0, 3).join('; ')}`, path }];
}

function lingering({ at, platform, env }: Facts): Found[] {
  const installed = findInstalled(at.root, { platform });
  if (installed === null || installed.service.system || platform !== 'linux') return [];
  try {
    const user = installed.service.user;
    const said = execFileSync('loginctl', ['show-user', user, '-p', 'Linger'], {
      encoding: 'utf8',
      timeout: 2_000,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (said.trim() !== 'Linger=no') return [];
    return [{ message: `The service ends when ${user} logs out`, fixHint: `Run: loginctl enable-linger ${user}` }];
  } catch {
    // No systemd that could be asked: then it does not end anything either.
    return [];
  }
}

export const machineChecks: readonly Check[] = [
  {
    id: 'clock.step',
    severity: 'error',
    why: 'Schedules wait until the clock has caught up, and ages are wrong.',
    fixHint: 'Set the clock; see: timedatectl',
    find: clockStep,
  },
  {
    id: 'clock.zone',
    severity: 'warning',
    why: 'Schedules and quiet hours would be kept in UTC.',
    fixHint: 'Set time_zone in the configuration, such as "Asia/Seoul"',
    find: timeZone,
  },
  {
    id: 'clock.sync',
    severity: 'warning',
    why: 'Times of logs from different machines cannot be compared, and certificates fail.',
    fixHint: 'Turn on time synchronisation: timedatectl set-ntp true',
    find: clockSync,
  },
  {
    id: 'limits.inotify',
    severity: 'warning',
    why: 'Without watches messages are found by looking every few seconds, not at once.',
    fixHint: 'Raise fs.inotify.max_user_instances and max_user_watches with sysctl',
    platform: 'linux',
    find: inotify,
  },
  {
    id: 'limits.files',
    severity: 'warning',
    why: 'With many agents the orchestrator runs out of open files.',
    fixHint: 'Raise it: ulimit -n 65536, or LimitNOFILE of the service',
    platform: 'linux',
    find: openFiles,
  },
  {
    id: 'node.version',
    severity: 'error',
    why: 'It lacks what this program uses.',
    fixHint: 'Install a newer Node',
    find: nodeVersion,
  },
  {
    id: 'tools.path',
    severity: 'error',
    why: 'Parts of the supervision need it.',
    fixHint: 'Install it, or put it on the PATH of the orchestrator',
    find: tools,
  },
  {
    id: 'config.valid',
    severity: 'error',
    why: 'An orchestrator does not start with it, and one that runs goes on with the old one.',
    fixHint: 'Run: ops config validate',
    find: configuration,
  },
  {
    id: 'service.drift',
    severity: 'warning',
    why: 'After an update the service goes on with what it was installed with.',
    fixHint: 'Run: ops daemon install',
    find: service,
  },
  {
    id: 'service.linger',
    severity: 'warning',
    why: 'A user’s services run only while that user is logged in, unless told otherwise.',
    fixHint: 'Run: loginctl enable-linger',
    platform: 'linux',
    find: lingering,
  },
];
