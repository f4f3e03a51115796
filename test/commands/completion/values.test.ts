import { expect, test } from 'vitest';
import { valuesOf } from '../../../src/commands/completion/values.ts';
import { commands } from '../../../src/commands/table.ts';

/** What is offered behind a command, or behind one of its flags. */
function offered(line: string): unknown {
  const [path = '', name = ''] = line.split(/ (?=[<[-])/);
  const spec = commands.find((one) => one.path === path);
  const all = [...(spec?.arguments ?? []), ...(spec?.options ?? [])];
  const [notation = '', description = ''] = all.find(([text]) => text.startsWith(name)) ?? [];
  const values = valuesOf(notation, path, description);
  return values.from === 'words' ? values.words : values.from;
}

test.each([
  ['sessions list --status', ['queued', 'running', 'suspended', 'done', 'failed', 'killed', 'timeout', 'lost']],
  ['incidents list --status', ['open', 'acknowledged', 'resolved']],
  ['cron runs --status', ['all', 'ok', 'error']],
  ['cron add --overlap', ['skip', 'queue', 'allow']],
  ['agents spawn --cleanup', ['keep', 'delete']],
  ['metrics export --format', ['prom', 'csv', 'jsonl']],
  ['report daily --format', ['md', 'html', 'json']],
  ['approvals resolve <decision', ['allow-once', 'allow-always', 'deny']],
  ['audit list --kind', 'nothing'],
  ['cron add <id', 'nothing'],
  ['cron run <id', 'jobs'],
  ['agents stop <id', 'agents-or-all'],
  ['agents show <id', 'agents'],
  ['agents add <id', 'nothing'],
  ['agents add --depends-on', 'agents'],
  ['incidents assign <id', 'incidents'],
  ['incidents assign <name', 'nothing'],
  ['alerts ack <alert', 'alerts'],
  ['alerts ack --by', 'nothing'],
  ['heal run --approval', 'approvals'],
  ['config unset <path', 'settings'],
  ['help [words', 'topics'],
])('"ops %s" is continued by %j', (line, expected) => {
  expect(offered(line)).toEqual(expected);
});
