import type { Alert, NotifyReason, Severity } from '../../alerts/alert.ts';
import { oneLine, stripControl } from '../../text/control.ts';
import { redact } from '../../text/redact.ts';
import { localTime, quantity, span } from './format.ts';
import { type Locale, type Told, WORDS } from './words.ts';

/** Everything that the text of an alarm is made of. Times ISO 8601. */
export interface AlarmFacts {
  locale: Locale;
  /** null: the machine's. */
  timeZone: string | null;
  now: string;
  severity: Severity;
  reason: NotifyReason;
  /** The key of a threshold or a series, such as `cpu_usage`; a person's words where it is known. */
  metric: string;
  /** Which one of several: a mount, a service. */
  resource: string | null;
  message: string;
  value: number | null;
  threshold: number | null;
  unit: string | null;
  since: string;
  /** Newest last. */
  tried: readonly { at: string; what: string; result: string }[];
  fingerprint: string | null;
  incidentId: string | null;
}

export interface Telling {
  locale: Locale;
  timeZone: string | null;
  /** ISO 8601. */
  now: string;
  reason: NotifyReason;
}

export function factsOf(alert: Alert, telling: Telling): AlarmFacts {
  const { severity, message, value, threshold, unit, tried, fingerprint, incidentId } = alert;
  const metric = alert.labels.metric ?? alert.labels.alertname ?? '';
  const since = alert.activeAt;
  const resource = alert.labels.resource ?? null;
  return {
    ...telling,
    severity,
    metric,
    resource,
    message,
    value,
    threshold,
    unit,
    since,
    tried,
    fingerprint,
    incidentId,
  };
}

/** The beginnings of the names under which a reading is known: `cpu_usage` and `cpu_percent` are both the CPU's. */
const KNOWN: readonly (readonly [pattern: RegExp, word: string, unit: string | null])[] = [
  [/^cpu(?:_usage|_percent)?$/, 'cpu', '%'],
  [/^memory(?:_usage|_percent)?$/, 'memory', '%'],
  [/^disk(?:_usage|_percent)?$/, 'disk', '%'],
  [/^inodes?(?:_usage|_percent)?$/, 'inodes', '%'],
  [/^swap(?:_usage|_percent)?$/, 'swap', '%'],
  [/^error_rate(?:_per_min)?$/, 'error_rate', null],
  [/^load(?:1|5|15)?$/, 'load', null],
];

/** What was tried, as one word: what others write as a result is text, and of any kind. */
const OUTCOMES: readonly (readonly [pattern: RegExp, outcome: 'failed' | 'succeeded' | 'waiting'])[] = [
  [/fail|error|timed? ?out|denied|expired|abort|not /i, 'failed'],
  [/approv|pending|wait|asked/i, 'waiting'],
  [/success|succeeded|resolved|cleared|recovered|^ok$|^done$/i, 'succeeded'],
];

const MOST_TRIED = 5;

/**
 * The alarm of the seed document: what, value and threshold, what AutoHeal did, whether a person is needed; below it since when, what was
 * tried and what to do next. Redacted.
 */
export function alarmText(facts: AlarmFacts): Told {
  const words = WORDS[facts.locale];
  const heading = words.heading[facts.severity];
  const head = [heading, ...readingLines(facts), ...healLines(facts)];
  return told(`${heading}: ${subjectOf(facts)}`, [head, detailLines(facts)]);
}

/** The same trouble is over. */
export function resolvedText(facts: AlarmFacts): Told {
  const words = WORDS[facts.locale];
  const lasted = words.lasted(span(Date.parse(facts.now) - Date.parse(facts.since), facts.locale));
  const head = [words.resolved, ...readingLines(facts), `- ${lasted}`];
  if (facts.tried.length > 0) head.push(`- ${words.autoHeal}: ${outcomeText(facts)}`);
  return told(`${words.resolved}: ${subjectOf(facts)}`, [head]);
}

function told(title: string, blocks: readonly (readonly string[])[]): Told {
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return { title: redact(oneLine(title)), text: redact(stripControl(text)) };
}

function nameOf({ locale, metric, resource }: AlarmFacts): { name: string; unit: string | null } | null {
  const known = KNOWN.find(([pattern]) => pattern.test(metric));
  if (known === undefined) return null;
  const name = WORDS[locale].metrics[known[1]] ?? metric;
  return { name: resource === null ? name : `${name} (${oneLine(resource)})`, unit: known[2] };
}

function subjectOf(facts: AlarmFacts): string {
  const known = nameOf(facts);
  if (known === null || facts.value === null) return saidOf(facts);
  return `${known.name} ${quantity(facts.value, facts.unit ?? known.unit)}`;
}

/** What is wrong, and what it is about where the words do not say so. */
function saidOf({ message, metric, resource }: AlarmFacts): string {
  const said = oneLine(message) || metric;
  return resource === null || said.includes(oneLine(resource)) ? said : `${said} (${oneLine(resource)})`;
}

/** Of the words of the default rules: they tell nothing that is not in the reading's line. */
const EMPTY_WORDS = ['of', 'in', 'the', 'logs', 'errors', 'usage', '로그', '에러'];

const wordsIn = (text: string): string[] =>
  oneLine(text)
    .toLowerCase()
    .match(/[\p{Letter}\p{Number}./]+/gu) ?? [];

/** What a person wrote of a reading that has its own line: which process it is, whom to call. Null where it says nothing more. */
function remarkOf(facts: AlarmFacts): string | null {
  if (nameOf(facts) === null || facts.value === null) return null;
  const known = new Set([...wordsIn([facts.metric, ...readingLines(facts)].join(' ')), ...EMPTY_WORDS]);
  const isMore = wordsIn(facts.message).some((word) => !known.has(word));
  return isMore ? oneLine(facts.message) : null;
}

function readingLines(facts: AlarmFacts): string[] {
  const { value, threshold } = facts;
  const words = WORDS[facts.locale];
  const known = nameOf(facts);
  const unit = facts.unit ?? known?.unit ?? null;
  const limit = threshold === null ? '' : ` (${words.threshold(quantity(threshold, unit))})`;
  if (known !== null && value !== null) return [`- ${known.name}: ${quantity(value, unit)}${limit}`];
  const said = `- ${saidOf(facts)}`;
  return value === null ? [said] : [said, `- ${words.value}: ${quantity(value, unit)}${limit}`];
}

function outcomeOf({ tried }: AlarmFacts): 'failed' | 'succeeded' | 'waiting' | 'none' | null {
  const last = tried.at(-1);
  if (last === undefined) return 'none';
  return OUTCOMES.find(([pattern]) => pattern.test(last.result))?.[1] ?? null;
}

function outcomeText(facts: AlarmFacts): string {
  const outcome = outcomeOf(facts);
  return outcome === null ? oneLine(facts.tried.at(-1)?.result ?? '') : WORDS[facts.locale].outcome[outcome];
}

/** Only what is critical asks for a person; of the rest AutoHeal's part is told where it had one. */
function healLines(facts: AlarmFacts): string[] {
  const words = WORDS[facts.locale];
  const outcome = outcomeOf(facts);
  const isCritical = facts.severity === 'critical';
  if (!isCritical && outcome === 'none') return [];
  const heal = `- ${words.autoHeal}: ${outcomeText(facts)}`;
  if (outcome === 'waiting') return [heal, `- ${words.approve}`];
  if (outcome === 'succeeded') return [heal, `- ${words.verifying}`];
  return isCritical ? [heal, `- ${words.manual}`] : [heal];
}

function detailLines(facts: AlarmFacts): string[] {
  const { locale, timeZone, since, now, tried, fingerprint, incidentId, reason } = facts;
  const words = WORDS[locale];
  const remark = remarkOf(facts);
  const begun = words.since(localTime(since, timeZone), span(Date.parse(now) - Date.parse(since), locale));
  const lines = remark === null ? [begun] : [remark, begun];
  for (const { at, what, result } of tried.slice(-MOST_TRIED)) {
    lines.push(`${words.tried} ${localTime(at, timeZone)} ${oneLine(what)}: ${oneLine(result)}`);
  }
  if (fingerprint !== null) lines.push(`${words.next} ops alerts explain ${fingerprint}`);
  if (fingerprint !== null) lines.push(`${words.next} ops alerts ack ${fingerprint}`);
  if (incidentId !== null) lines.push(`${words.next} ops incidents show ${incidentId}`);
  return [...lines, words.why(words.reasons[reason])];
}
