import { VERSION } from '../../core/version.ts';
import type { CommandSpec } from '../command.ts';
import { GLOBAL_OPTIONS } from '../global-options.ts';

/** Text as roff takes it: nothing in it is a request or an escape. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}

function item(tag: string, text: string): string[] {
  return ['.TP', `.B ${roff(tag)}`, roff(text)];
}

function commandLines({
  path,
  summary,
  aliases = [],
  arguments: given = [],
  options = [],
  examples = [],
}: CommandSpec) {
  const usage = ['ops', path, ...given.map(([notation]) => notation)].join(' ');
  const others = aliases.length === 0 ? '' : ` Also: ${aliases.join(', ')}.`;
  return [
    `.SS ${roff(usage)}`,
    roff(`${summary}.${others}`),
    ...given.flatMap(([notation, text]) => item(notation, text)),
    ...options.flatMap(([flags, text]) => item(flags, text)),
    ...(examples.length === 0 ? [] : ['.PP', '.nf', ...examples.map((example) => roff(`  ${example}`)), '.fi']),
  ];
}

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ['0', 'done'],
  ['1', 'failed, or an order that was not understood'],
  ['2', 'stored or still running, but no answer within the time'],
  ['64', 'wrong usage'],
  ['78', 'the configuration or the workspace is not accepted'],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['OPS_WORKSPACE', 'the workspace, where --workspace is not given'],
  ['NO_COLOR', 'no colour'],
];

/** ops(1), made from the table of commands: what the program takes and what the page says are the same. */
export function manPage(
  commands: readonly CommandSpec[],
  nouns: Readonly<Record<string, string>>,
  day: string,
): string {
  const shown = commands.filter(({ hidden, path }) => hidden !== true && !path.startsWith('gateway '));
  const about = (noun: string) => nouns[noun];
  const lines = [
    `.TH OPS 1 ${day} "ops ${VERSION}" "ops"`,
    '.SH NAME',
    'ops \\- runs an operations team on this machine',
    '.SH SYNOPSIS',
    '.B ops',
    roff('[options] <command> [arguments]'),
    '.SH DESCRIPTION',
    roff('Agents, sessions, metrics, logs, alerts, incidents and healing on one machine, all kept in plain files.'),
    ...Object.keys(nouns).flatMap((noun) => item(noun, about(noun) ?? '')),
    '.SH OPTIONS',
    ...GLOBAL_OPTIONS.flatMap(([flags, text]) => item(flags, text)),
    '.SH COMMANDS',
    ...shown.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, text]) => item(code, text)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, text]) => item(name, text)),
    '.SH SEE ALSO',
    roff('ops help'),
  ];
  return `${lines.join('\n')}\n`;
}
