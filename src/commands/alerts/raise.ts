import { join, relative } from 'node:path';
import { fingerprintOf } from '../../core/alerts/alert.ts';
import { quantityIn } from '../../core/alerts/urgent/fields.ts';
import { type HandedIn, handIn } from '../../core/alerts/urgent/hand-in.ts';
import { parseUrgent } from '../../core/alerts/urgent/parse.ts';
import { EXIT, OpsError } from '../../core/errors.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, LONGEST_SECONDS, numberOption, textOption } from '../options.ts';
import { readInput } from '../standard-input.ts';

/** As much of standard input is a message. */
const LIMIT_BYTES = 64 * 1_024;
const SEVERITIES = ['info', 'warning', 'critical'] as const;

export const run: Run = async (input) => {
  const at = input.open();
  const given = alarmOf(input);
  const { alarms, problems } = parseUrgent(given, Date.now());
  const [alarm] = alarms;
  if (alarm === undefined) throw new OpsError('E_USAGE', `The alarm ${problems[0] ?? 'is empty'}`);
  const waits = flag(input, 'wait');
  const seconds = numberOption(input, 'timeoutSeconds', { max: LONGEST_SECONDS }) ?? 30;
  const handed = await handIn(at, given, waits ? seconds * 1_000 : 0);
  const file = relative(at.root, join(at.urgentAlerts, handed.file));
  const fingerprint = fingerprintOf(alarm.labels);
  const { status, isRunning } = handed;
  return {
    data: { ok: status !== 'rejected', status, fingerprint, alarm: alarm.status, file, orchestrator: isRunning },
    text: `${describe(handed, waits, seconds)} ${file}\nAlert ${fingerprint}`,
    warnings: isRunning ? [] : ['nobody is running: it is told when the orchestrator is started (ops up)'],
    exitCode: waits && status === 'stored' ? EXIT.noAnswer : status === 'rejected' ? EXIT.failed : EXIT.done,
  };
};

function describe({ status, isRunning }: HandedIn, waits: boolean, seconds: number): string {
  if (status === 'taken') return 'Taken:';
  if (status === 'rejected') return 'Not understood, and that is told:';
  return waits && isRunning ? `Stored, and not taken within ${seconds} s:` : 'Stored:';
}

/** The alarm as a person's file would say it. */
function alarmOf(input: Input): object {
  const [word] = input.args;
  const message = word === '-' ? readInput(LIMIT_BYTES).trim() : word;
  const name = textOption(input, 'name');
  const metric = textOption(input, 'metric');
  if ([message, name, metric].every((text) => text === undefined || text.trim() === '')) {
    throw new OpsError('E_USAGE', 'There is nothing to tell', { hint: 'Give a message, or --name or --metric.' });
  }
  return {
    version: 1,
    message,
    name,
    metric,
    resource: textOption(input, 'resource'),
    severity: choiceOption(input, 'severity', SEVERITIES) ?? 'critical',
    status: flag(input, 'resolved') ? 'resolved' : 'firing',
    value: quantity(input, 'value'),
    threshold: quantity(input, 'threshold'),
    labels: labels(input.options.label),
    at: new Date().toISOString(),
  };
}

/** `95` and `95%`; checked here, since a file would only be told as one without a value. */
function quantity(input: Input, option: string): string | undefined {
  const text = textOption(input, option);
  if (text === undefined || quantityIn(text) !== null) return text;
  throw new OpsError('E_USAGE', `--${option} takes a number such as 95 or 95%, not ${JSON.stringify(text)}`);
}

function labels(given: unknown): Record<string, string> {
  const pairs = (Array.isArray(given) ? given : []).map((pair: unknown) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(String(pair)) ?? [];
    if (name === undefined || value === undefined) {
      throw new OpsError('E_USAGE', `--label takes name=value, not ${JSON.stringify(pair)}`, {
        hint: 'The message comes before --label.',
      });
    }
    return [name, value];
  });
  return Object.fromEntries(pairs);
}
