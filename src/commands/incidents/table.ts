import type { CommandSpec, OptionSpec } from '../command.ts';

const ONE: readonly [string, string] = ['<id>', 'an id, or a beginning of it that no other one has'];
const SEVERAL: readonly [string, string] = ['<id...>', 'ids, or beginnings of them that no other one has'];
const BY: OptionSpec = ['--by <name>', 'who does it; without it the user that runs the command'];
const NOTE: OptionSpec = ['--note <text>', 'goes into the timeline'];
const REASON: OptionSpec = ['--reason <text>', 'the same as --note'];
const REMARKS = [NOTE, REASON, BY];

export const incidentCommands: readonly CommandSpec[] = [
  {
    path: 'incidents list',
    reads: true,
    summary: 'List unresolved incidents, with the mean times to acknowledge and to resolve',
    isDefault: true,
    options: [
      ['--all', 'resolved ones too'],
      ['--status <status>', 'open, acknowledged or resolved ones only'],
      ['--severity <severity>', 'info, warning or critical ones only'],
      ['--since <duration>', 'means, and resolved ones, of so long', '30d'],
      ['--limit <n>', 'so many, the newest', '50'],
    ],
    examples: ['ops incidents', 'ops incidents list --all --since 7d', 'ops incidents --json | jq .mttrMs'],
    load: () => import('./list.ts'),
  },
  {
    path: 'incidents show',
    reads: true,
    summary: 'Show one incident, as its file stands',
    arguments: [ONE],
    examples: ['ops incidents show 20260301-0930'],
    load: () => import('./show.ts'),
  },
  {
    path: 'incidents open',
    summary: 'Open an incident by hand',
    arguments: [['<title...>', 'one line that says what is wrong']],
    options: [
      ['--severity <severity>', 'info, warning or critical', 'warning'],
      ['--assignee <name>', 'who follows it up'],
      ['--alerts <fingerprints>', 'alerts that belong to it, with commas between'],
      ['--note <text>', 'goes below the title'],
      REASON,
      BY,
    ],
    examples: ['ops incidents open "Checkout is slow" --severity critical --note "p95 is 4 s since the deployment"'],
    load: () => import('./open.ts'),
  },
  {
    path: 'incidents note',
    summary: 'Add a line to the timeline of an incident',
    arguments: [ONE, ['[text...]', 'the text, or - for standard input']],
    options: REMARKS,
    examples: ['ops incidents note 20260301-0930 "rolled back to 41"'],
    load: () => import('./note.ts'),
  },
  {
    path: 'incidents ack',
    summary: 'Say that you work on incidents; their alerts are neither repeated nor escalated',
    arguments: [SEVERAL],
    options: REMARKS,
    examples: ['ops incidents ack 20260301-0930', 'ops incidents ack 20260301-0930 --by jan --note "on it"'],
    load: () => import('./ack.ts'),
  },
  {
    path: 'incidents assign',
    summary: 'Say who follows an incident up',
    arguments: [ONE, ['<name>', 'the person']],
    options: REMARKS,
    examples: ['ops incidents assign 20260301-0930 mina'],
    load: () => import('./assign.ts'),
  },
  {
    path: 'incidents resolve',
    summary: 'Say that incidents are over; their files move to incidents/resolved',
    arguments: [SEVERAL],
    options: REMARKS,
    examples: ['ops incidents resolve 20260301-0930 --reason "a query without an index"'],
    load: () => import('./resolve.ts'),
  },
  {
    path: 'incidents reopen',
    summary: 'Say that resolved incidents are not over; their files move back',
    arguments: [SEVERAL],
    options: REMARKS,
    examples: ['ops incidents reopen 20260301-0930 --reason "it came back"'],
    load: () => import('./reopen.ts'),
  },
];
