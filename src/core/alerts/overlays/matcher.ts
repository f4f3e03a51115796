import { errorText, OpsError } from '../../errors.ts';
import { linearRegex } from './linear-regex.ts';

export const OPERATORS = ['=~', '!~', '!=', '='] as const;
export type Operator = (typeof OPERATORS)[number];

/** One condition on a label, as Alertmanager writes it: `alertname=disk_usage`, `resource!="/"`, `severity=~"warning|info"`. */
export interface Matcher {
  name: string;
  op: Operator;
  value: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.:-]*$/;
const SPLIT = /^\s*([A-Za-z_][A-Za-z0-9_.:-]*)\s*(=~|!~|!=|=)(.*)$/s;

/**
 * Reads one matcher. A value may stand in double quotes with \\, \" and \n in them; a word alone is the name of an alert. @throws OpsError
 */
export function parseMatcher(text: string): Matcher {
  const match = SPLIT.exec(text);
  if (match === null) {
    const word = text.trim();
    if (NAME.test(word)) return { name: 'alertname', op: '=', value: word };
    throw problem(text, 'it is not of the form name=value, name!=value, name=~regex or name!~regex');
  }
  const [, name = '', op = '=', rest = ''] = match;
  const matcher: Matcher = { name, op: op as Operator, value: unquoted(rest.trim(), text) };
  const wrong = problemOf(matcher);
  if (wrong !== null) throw problem(text, wrong);
  return matcher;
}

function problem(text: string, reason: string): OpsError {
  return new OpsError('E_USAGE', `${JSON.stringify(text)} is no matcher: ${reason}`, {
    hint: 'Such as: alertname=disk_usage, resource!=/data, severity=~"warning|info"',
  });
}

function unquoted(text: string, whole: string): string {
  if (!text.startsWith('"')) {
    if (text.includes('"')) throw problem(whole, 'a value with a double quote in it must be quoted whole');
    return text;
  }
  const match = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  if (match === null) throw problem(whole, 'the quoted value has no end, or something stands behind it');
  return (match[1] ?? '').replaceAll(/\\(.)/gs, (pair, character: string) => {
    if (character === 'n') return '\n';
    // Of an expression `\d` stays what it is: only quotes and the backslash itself are escaped.
    return character === '"' || character === '\\' ? character : pair;
  });
}

/** Why it cannot be used; null where it can. Also for records that somebody wrote by hand. */
export function problemOf({ name, op, value }: Partial<Matcher>): string | null {
  if (typeof name !== 'string' || !NAME.test(name)) return 'its label has no right name';
  if (!OPERATORS.some((known) => known === op)) return `${JSON.stringify(op)} is none of ${OPERATORS.join(', ')}`;
  if (typeof value !== 'string') return 'it has no value';
  try {
    if (op === '=~' || op === '!~') linearRegex(value);
    return null;
  } catch (error) {
    return errorText(error);
  }
}

/** The matcher as it can be read again. */
export function matcherText({ name, op, value }: Matcher): string {
  if (/^[\w./:@%+*|()^$-]+$/.test(value)) return `${name}${op}${value}`;
  const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${name}${op}"${quoted}"`;
}

/** A compiled matcher: whether a label's value fits. A label that is not there is the empty text, as in Alertmanager. */
export function valueTest({ op, value }: Matcher): (text: string) => boolean {
  if (op === '=') return (text) => text === value;
  if (op === '!=') return (text) => text !== value;
  const matches = linearRegex(value);
  return op === '=~' ? matches : (text) => !matches(text);
}

function isRegex({ op }: Matcher): boolean {
  return op === '=~' || op === '!~';
}

export type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

/** Whether all of the matchers fit; without one, everything does. */
export function labelTest(matchers: readonly Matcher[]): LabelTest {
  // An expression costs a hundred times an equation, so those are asked last.
  const cheapFirst = [...matchers].sort((one, other) => Number(isRegex(one)) - Number(isRegex(other)));
  const tests = cheapFirst.map((matcher) => ({ name: matcher.name, fits: valueTest(matcher) }));
  return (labels) => tests.every(({ name, fits }) => fits(Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
}

/** Whether matchers would fit an alert without any label: such a silence is told to be a mistake, as in Alertmanager. */
export function fitsEverything(matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => valueTest(matcher)(''));
}
