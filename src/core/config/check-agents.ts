import type { Problem } from './problems.ts';
import { DEFAULT_SCHEDULES, isTimeZone, TIME_ZONE_WORDS } from './schema.ts';
import { valueAt } from './value-at.ts';

const CRON_WORDS =
  'a cron expression: five fields (minute hour day month weekday) such as "*/5 * * * *", or six (seconds first)';

type ParseCron = (expression: string, timeZone: string | null) => { next(time: number): number | null };

/** What the schema cannot say of agents: whether a schedule ever comes, and whether what they depend on exists. */
export async function agentProblems(value: unknown): Promise<Problem[]> {
  const agents = valueAt(value, ['agents']);
  if (typeof agents !== 'object' || agents === null || Array.isArray(agents)) return [];
  const { parseCron } = await import('../schedule/cron.ts');
  const known = new Set([...Object.keys(DEFAULT_SCHEDULES), ...Object.keys(agents)]);
  return Object.entries(agents).flatMap(([id, agent]) => {
    const of = (key: PropertyKey[], text: string | null): Problem[] =>
      text === null ? [] : [{ path: ['agents', id, ...key], part: 'value', text }];
    return [
      ...of([], commandText(id, agent)),
      ...of(['schedule'], scheduleText(valueAt(agent, ['schedule']), parseCron)),
      ...of(['time_zone'], timeZoneText(valueAt(agent, ['time_zone']))),
      ...dependenciesOf(agents, id).flatMap((other, index) =>
        of(['depends_on', index], dependencyText(agents, known, id, other)),
      ),
    ];
  });
}

/** What has no command must be one of the program's own. */
function commandText(id: string, agent: unknown): string | null {
  if (Object.hasOwn(DEFAULT_SCHEDULES, id) || valueAt(agent, ['command']) !== undefined) return null;
  return `needs a command: only ${Object.keys(DEFAULT_SCHEDULES).join(', ')} are built in`;
}

/** Cron expressions that cannot be read, and those whose day never comes, such as 30 February. */
function scheduleText(schedule: unknown, parseCron: ParseCron): string | null {
  if (typeof schedule !== 'string') return null;
  // croner also reads a single date and time as a pattern; that would run once and never again.
  if (/^\d{4}-/.test(schedule.trim())) return `must be ${CRON_WORDS}`;
  try {
    return parseCron(schedule, 'UTC').next(Date.now()) === null ? 'names a day that never comes' : null;
  } catch {
    return `must be ${CRON_WORDS}`;
  }
}

function timeZoneText(zone: unknown): string | null {
  return typeof zone === 'string' && !isTimeZone(zone) ? TIME_ZONE_WORDS : null;
}

function dependenciesOf(agents: object, id: string): string[] {
  const given = valueAt(agents, [id, 'depends_on']);
  return Array.isArray(given) ? given.map(String) : [];
}

function dependencyText(agents: object, known: ReadonlySet<string>, id: string, other: string): string | null {
  if (!known.has(other)) return `names no agent; there are: ${[...known].join(', ')}`;
  if (other === id) return 'must not be the agent itself';
  return reaches(agents, other, id) ? 'closes a circle: that agent depends on this one' : null;
}

function reaches(agents: object, from: string, to: string, seen: Set<string> = new Set()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return dependenciesOf(agents, from).some((next) => reaches(agents, next, to, seen));
}
