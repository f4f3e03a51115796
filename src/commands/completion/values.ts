/** What can stand in a place of the command line: fixed words, something the shell knows, or something only the workspace knows. */
export type Values =
  | { from: 'words'; words: readonly string[] }
  | { from: 'files' | 'folders' | 'commands' | 'nothing' }
  | { from: Live };

export type Live =
  | 'agents'
  | 'agents-or-all'
  | 'alerts'
  | 'approvals'
  | 'backups'
  | 'channels'
  | 'checks'
  | 'incidents'
  | 'jobs'
  | 'outbox'
  | 'plans'
  | 'playbooks'
  | 'rules'
  | 'series'
  | 'sessions'
  | 'settings'
  | 'silences'
  | 'topics'
  | 'windows';

const NOTHING: Values = { from: 'nothing' };

/** By the placeholder's name in the command table: `<session>`, `[dir]`. */
const BY_PLACEHOLDER: Readonly<Record<string, Values>> = {
  session: { from: 'sessions' },
  agent: { from: 'agents' },
  dir: { from: 'folders' },
  file: { from: 'files' },
  path: { from: 'settings' },
  alert: { from: 'alerts' },
  playbook: { from: 'playbooks' },
  plan: { from: 'plans' },
  rule: { from: 'rules' },
  series: { from: 'series' },
  parts: { from: 'words', words: ['metrics', 'analysis', 'incidents', 'registry', 'configuration', 'logs'] },
};

/** What `<id>`, `<name>` and `<words>` are, by the beginning of the command. */
const BY_COMMAND: readonly (readonly [command: string, Values])[] = [
  ['agents add', NOTHING],
  ['agents', { from: 'agents' }],
  ['incidents assign <name>', NOTHING],
  ['incidents', { from: 'incidents' }],
  ['approvals', { from: 'approvals' }],
  ['cron add', NOTHING],
  ['cron', { from: 'jobs' }],
  ['outbox', { from: 'outbox' }],
  ['alerts unsilence', { from: 'silences' }],
  ['alerts maintenance end', { from: 'windows' }],
  ['backup', { from: 'backups' }],
  ['channels', { from: 'channels' }],
  ['metrics check', { from: 'checks' }],
  ['help', { from: 'topics' }],
];

const BY_FLAG: Readonly<Record<string, Values>> = {
  '--agent': { from: 'agents' },
  '--depends-on': { from: 'agents' },
  '--channel': { from: 'channels' },
  '--playbook': { from: 'playbooks' },
  '--approval': { from: 'approvals' },
};

const OPEN = /^(?:id|name|words)$/;

/** A description that begins with what can be said: `info, warning or critical`, `keep or delete its files`. */
const CHOICES = /^((?:[a-z][a-z-]*, )*[a-z][a-z-]*),? or ([a-z][a-z-]*)(?=$|[ ,:;])/;
/** Placeholders of which every value is said. */
const SAID = /^(?:decision|format|how|kind|language|level|mode|severity|shell|state|status|theme|what|when|name)$/;

function choicesIn(description: string): Values | null {
  const [, first, last] = CHOICES.exec(description.replaceAll(/ \([^)]*\)/g, '')) ?? [];
  return first === undefined || last === undefined ? null : { from: 'words', words: [...first.split(', '), last] };
}

/** `notation` is '<session...>', '[dir]' or a flag such as '--agent <id>'; `description` what the command table says of it. */
export function valuesOf(notation: string, path: string, description: string): Values {
  const name = /[<[]([\w-]+)/.exec(notation)?.[1] ?? '';
  const flag = notation.split(/,?\s+/).findLast((word) => word.startsWith('--'));
  if (flag !== undefined && BY_FLAG[flag] !== undefined) return BY_FLAG[flag];
  const said = SAID.test(name) ? choicesIn(description) : null;
  if (said !== null) return said;
  if (BY_PLACEHOLDER[name] !== undefined) return BY_PLACEHOLDER[name];
  if (flag !== undefined || !OPEN.test(name)) return NOTHING;
  const [, values] = BY_COMMAND.find(([command]) => `${path} <${name}>`.startsWith(command)) ?? [undefined, NOTHING];
  return values.from === 'agents' && description.includes('or all') ? { from: 'agents-or-all' } : values;
}
