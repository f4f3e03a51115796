import { OpsError } from '../../core/errors.ts';

/** A tool as the Model Context Protocol lists it, and the command line that it stands for. */
export interface Tool {
  name: string;
  description: string;
  /** Changes something: it is there only where it was allowed by name. */
  acts: boolean;
  parameters: Readonly<Record<string, Parameter>>;
  /** Words of the command line behind `ops`; `input` is its standard input. */
  call: (given: Given) => { words: readonly string[]; input?: string };
}

export interface Parameter {
  type: 'string' | 'number' | 'boolean';
  description: string;
  required?: true;
  enum?: readonly string[];
}

type Given = Readonly<Record<string, string | number | boolean>>;

const SESSION: Parameter = {
  type: 'string',
  description: 'key, agent id, label or beginning of a run id',
  required: true,
};
const LIMIT: Parameter = { type: 'number', description: 'so many at most' };
const ALERT: Parameter = { type: 'string', description: 'fingerprint or a beginning of it', required: true };
const INCIDENT: Parameter = { type: 'string', description: 'id, or a beginning of it', required: true };
const AGENT: Parameter = { type: 'string', description: 'id of the agent', required: true };

/** A word that stands alone: it must not be read as an option. */
function word(given: Given, name: string): string {
  const text = String(given[name] ?? '');
  if (text === '' || text.startsWith('-'))
    throw new OpsError('E_USAGE', `${name} must be a name, not ${JSON.stringify(text)}`);
  return text;
}

/** `--flag=value` for each that is given, in one word, so that no value can become an option. */
function flags(given: Given, names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).flatMap(([name, flag]) => {
    const value = given[name];
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [`${flag}=${value}`];
  });
}

function reads(
  name: string,
  description: string,
  parameters: Tool['parameters'],
  words: (given: Given) => readonly string[],
): Tool {
  return { name, description, acts: false, parameters, call: (given) => ({ words: words(given) }) };
}

const READ: readonly Tool[] = [
  reads('status', 'How the orchestrator, its agents and the machine stand.', {}, () => ['status']),
  reads(
    'sessions_list',
    'Sessions as they are now.',
    {
      agent: { type: 'string', description: 'only of this agent' },
      status: { type: 'string', description: 'running, failed, …' },
      limit: LIMIT,
    },
    (given) => ['sessions', 'list', ...flags(given, { agent: '--agent', status: '--status', limit: '--limit' })],
  ),
  reads('session_status', 'All that is known of one session.', { session: SESSION }, (given) => [
    'sessions',
    'status',
    word(given, 'session'),
  ]),
  reads(
    'sessions_history',
    'What was said in a session, and what happened.',
    { session: SESSION, limit: LIMIT },
    (given) => ['sessions', 'history', word(given, 'session'), ...flags(given, { limit: '--limit' })],
  ),
  reads('agents_list', 'Agents: state, schedule, last and next run.', {}, () => ['agents', 'list']),
  reads(
    'alerts_list',
    'What is wrong now.',
    { all: { type: 'boolean', description: 'pending and resolved ones too' }, limit: LIMIT },
    (given) => ['alerts', 'list', ...flags(given, { all: '--all', limit: '--limit' })],
  ),
  reads(
    'alert_explain',
    'Why an alert fired: samples, rule, processes, logs, what was tried, who was told.',
    { alert: ALERT },
    (given) => ['alerts', 'explain', word(given, 'alert')],
  ),
  reads(
    'incidents_list',
    'Incidents that are not resolved.',
    { all: { type: 'boolean', description: 'resolved ones too' }, limit: LIMIT },
    (given) => ['incidents', 'list', ...flags(given, { all: '--all', limit: '--limit' })],
  ),
  reads('incident_show', 'One incident with its timeline.', { id: INCIDENT }, (given) => [
    'incidents',
    'show',
    word(given, 'id'),
  ]),
  reads('approvals_pending', 'Plans of healing that wait for a yes or no.', {}, () => ['approvals', 'pending']),
  reads('heal_list', 'Playbooks, their mode, and what each would act upon now.', {}, () => ['heal', 'list']),
  reads('heal_history', 'What healing ran, and how it ended.', { limit: LIMIT }, (given) => [
    'heal',
    'history',
    ...flags(given, { limit: '--limit' }),
  ]),
  reads('metrics_show', 'The newest readings of the machine.', {}, () => ['metrics', 'show']),
  reads('logs_new', 'Kinds of log messages that were seen for the first time lately.', {}, () => ['logs', 'new']),
];

function acts(name: string, description: string, parameters: Tool['parameters'], call: Tool['call']): Tool {
  return { name, description, acts: true, parameters, call };
}

const TEXT: Parameter = { type: 'string', description: 'the text', required: true };

const ACT: readonly Tool[] = [
  acts(
    'sessions_send',
    'Send a message to a session, and wait for its reply.',
    { session: SESSION, message: TEXT, timeout_seconds: { type: 'number', description: 'for how long (30)' } },
    (given) => ({
      words: [
        'sessions',
        'send',
        word(given, 'session'),
        '-',
        ...flags(given, { timeout_seconds: '--timeout-seconds' }),
      ],
      input: String(given.message),
    }),
  ),
  acts(
    'agents_spawn',
    'Start an agent as a session of its own.',
    { agent: AGENT, task: { ...TEXT, description: 'what it should do' } },
    (given) => ({
      words: ['agents', 'spawn', word(given, 'agent'), ...flags(given, { task: '--task' })],
    }),
  ),
  acts('agents_restart', 'End what runs of an agent and start it anew.', { agent: AGENT }, (given) => ({
    words: ['agents', 'restart', word(given, 'agent')],
  })),
  acts('alert_ack', 'Say that somebody works on an alert.', { alert: ALERT }, (given) => ({
    words: ['alerts', 'ack', word(given, 'alert'), '--by=mcp'],
  })),
  acts('incident_note', 'Add a line to the timeline of an incident.', { id: INCIDENT, text: TEXT }, (given) => ({
    words: ['incidents', 'note', word(given, 'id'), '-', '--by=mcp'],
    input: String(given.text),
  })),
  acts(
    'approvals_resolve',
    'Allow or deny a plan of healing.',
    {
      id: { type: 'string', description: 'id of the approval', required: true },
      decision: { type: 'string', description: 'the answer', required: true, enum: ['allow-once', 'deny'] },
    },
    (given) => ({ words: ['approvals', 'resolve', word(given, 'id'), word(given, 'decision'), '--by=mcp'] }),
  ),
];

/** Read tools, and those of the acting ones that are allowed. @throws OpsError for a name that is no acting tool */
export function toolsAllowed(allowed: readonly string[]): readonly Tool[] {
  const unknown = allowed.find((name) => !ACT.some((tool) => tool.name === name));
  if (unknown !== undefined)
    throw new OpsError('E_USAGE', `There is no acting tool ${JSON.stringify(unknown)}`, {
      hint: `There are: ${ACT.map(({ name }) => name).join(', ')}`,
    });
  return [...READ, ...ACT.filter(({ name }) => allowed.includes(name))];
}

/** What a client is told of a tool's arguments: JSON Schema. */
export function schemaOf({ parameters }: Tool) {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([name, { required: _, ...rest }]) => [name, rest]),
  );
  const required = Object.entries(parameters).flatMap(([name, parameter]) =>
    parameter.required === true ? [name] : [],
  );
  return { type: 'object' as const, properties, required, additionalProperties: false };
}

/** The arguments of a call, checked. @throws OpsError E_USAGE */
export function checkedArguments(tool: Tool, given: Readonly<Record<string, unknown>>): Given {
  const { parameters } = tool;
  for (const [name, { required, type, enum: words }] of Object.entries(parameters)) {
    const value = given[name];
    if (value === undefined && required !== true) continue;
    const isFit = typeof value === type && (words === undefined || words.includes(String(value)));
    if (!isFit)
      throw new OpsError(
        'E_USAGE',
        `${tool.name}: ${name} must be ${words === undefined ? `a ${type}` : words.join(' or ')}`,
      );
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) throw new OpsError('E_USAGE', `${tool.name} takes no ${unknown}`);
  return given as Given;
}
