import { type AlarmContext, type Reading, startOf } from './alarm-context.ts';
import {
  type Fields,
  fieldsOf,
  type JsonObject,
  objectOf,
  quantityField,
  textField,
  timeField,
  wordField,
} from './fields.ts';
import { labelsIn, labelsInTags, labelValue, MOST_LABELS, withResource } from './labels.ts';
import { isOver, severityOf } from './severity.ts';

/** Of what has no source of its own: a dropped file, `ops alerts raise`. One word, so that either ends what the other began. */
export const OWN_SOURCE = 'urgent';

const TITLE = ['title', 'summary', 'subject'];
const MESSAGE = ['message', 'msg', 'text', 'description', 'detail', 'details', 'body', 'reason'];
const NAME = ['alertname', 'name', 'rule', 'rulename', 'check'];
const STATUS = ['status', 'state', 'event'];
/** What it is about, so part of what makes two alarms different. */
const ABOUT = ['resource', 'instance', 'host', 'hostname', 'service', 'mount', 'device', 'metric'];

/**
 * An alarm in our own words, of any JSON object that says what is wrong: `message`, `title` or `summary`, or at least a `name` or a
 * `metric`. docs/urgent-alarms.md lists what else is understood. Without a severity it is critical: it lies in a folder for the urgent.
 */
export function ownAlarm(object: JsonObject, context: AlarmContext): Reading {
  const fields = fieldsOf(object);
  const labels = labelsOf(fields);
  const metric = wordField(fields, ['metric']);
  const name = wordField(fields, NAME) ?? labels.get('alertname') ?? metric;
  const said = sayingOf(fields);
  if (said === null && name === null) return { refused: 'has no message, title, summary, name or metric' };
  for (const about of ABOUT) {
    const value = wordField(fields, [about]);
    if (value !== null) labels.set(about, labelValue(value));
  }
  const severity = severityOf(wordField(fields, ['severity', 'level', 'priority']) ?? labels.get('severity') ?? null);
  // Said of the alarm, not of what it is about: as a label, one that gets worse would be another alarm.
  labels.delete('severity');
  labels.set('alertname', labelValue(name ?? said ?? ''));
  labels.set(
    'source',
    labelValue(wordField(fields, ['source']) ?? labels.get('source') ?? context.source ?? OWN_SOURCE),
  );
  if (labels.size > MOST_LABELS) return { refused: `has more than ${MOST_LABELS} labels` };
  const value = quantityField(fields, ['value', 'current', 'currentvalue']);
  const threshold = quantityField(fields, ['threshold', 'limit']);
  const endsAt = timeField(fields, ['endsat', 'expires', 'expiresat', 'until']);
  return {
    labels: withResource(labels),
    status: statusOf(fields, context) ? 'resolved' : 'firing',
    severity: severity ?? 'critical',
    message: said ?? name ?? '',
    value: value?.value ?? null,
    threshold: threshold?.value ?? null,
    unit: wordField(fields, ['unit'])?.slice(0, 16) ?? value?.unit ?? threshold?.unit ?? null,
    startsAt: startOf(timeField(fields, ['startsat', 'at', 'timestamp', 'time', 'since', 'date']), context),
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
  };
}

function labelsOf(fields: Fields): Map<string, string> {
  const labels = new Map<string, string>();
  for (const given of [fields.get('labels'), fields.get('tags')]) {
    const object = objectOf(given);
    const found = object !== null ? labelsIn(object) : Array.isArray(given) ? labelsInTags(given) : [];
    for (const [name, value] of found) labels.set(name, value);
  }
  return labels;
}

/**
 * What is wrong, and without a name also what tells this alarm from others: the whole of it, for two files that differ in a word may
 * mean two disks, and telling one twice is better than one of two never.
 */
function sayingOf(fields: Fields): string | null {
  const title = textField(fields, TITLE);
  const message = textField(fields, MESSAGE);
  if (title === null || message === null || message.includes(title)) return message ?? title;
  return title.includes(message) ? title : `${title}: ${message}`;
}

function statusOf(fields: Fields, context: AlarmContext): boolean {
  const resolved = fields.get('resolved');
  if (typeof resolved === 'boolean') return resolved;
  const status = wordField(fields, STATUS);
  return isOver(status ?? context.status);
}
