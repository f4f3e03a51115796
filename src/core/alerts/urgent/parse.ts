import { errorText } from '../../errors.ts';
import { oneLine } from '../../text/control.ts';
import type { ExternalAlarm } from '../input.ts';
import type { AlarmContext } from './alarm-context.ts';
import { fieldsOf, type JsonObject, objectOf, timeField, wordField } from './fields.ts';
import { isLabelled, labelledAlarm } from './labelled-alarm.ts';
import { ownAlarm } from './own-alarm.ts';

/** A file or a request's body may be as long as this, in bytes. */
export const LONGEST_DOCUMENT = 1_048_576;
/** One document may hold so many: a million bytes of `{"name":1}` would be a hundred times as much memory. */
export const MOST_ALARMS = 10_000;

export interface Parsed {
  alarms: ExternalAlarm[];
  /** Why a part, or with no alarms the whole, could not be understood. Clean text, one line each. */
  problems: string[];
  /** false: it may be the beginning of something that is. */
  isJson: boolean;
}

function refused(reason: string): Parsed {
  return { alarms: [], problems: [reason], isJson: true };
}

/** Parses JSON text that others wrote; a problem is one clean line. */
export function jsonOf(text: string): { value: unknown } | { problem: string } {
  // The mark that editors of other systems put in front.
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (plain.trim() === '') return { problem: 'is empty' };
  try {
    return { value: JSON.parse(plain) as unknown };
  } catch (error) {
    // It quotes what it found there.
    return { problem: `is not JSON: ${oneLine(errorText(error)).slice(0, 200)}` };
  }
}

/**
 * Reads the text of an urgent alarm, of any shape that is known. Never throws for what it says.
 * @param now epoch milliseconds
 * @param at when it came, of what does not say when it began
 */
export function parseUrgentText(text: string, now: number, at: number = now): Parsed {
  const read = jsonOf(text);
  return 'problem' in read ? { ...refused(read.problem), isJson: false } : parseUrgent(read.value, now, at);
}

/**
 * The alarms of one object, of a list, or of an object with a list of `alerts` (Alertmanager's webhook, Grafana's, the alert-handler's
 * own input). What cannot be understood in a list costs itself alone.
 */
export function parseUrgent(value: unknown, now: number, at: number = now): Parsed {
  const nothing: AlarmContext = { now, source: null, at, status: undefined };
  if (Array.isArray(value)) return parseList(value, nothing);
  const object = objectOf(value);
  if (object === null) return refused('is neither a JSON object nor a list of them');
  const list = [object.alerts, object.alarms].find(Array.isArray) as readonly unknown[] | undefined;
  if (list === undefined) return parseList([object], nothing);
  const envelope = fieldsOf(object);
  const source = wordField(envelope, ['source']) ?? (isGrafana(object) ? 'grafana' : null);
  const begun = timeField(envelope, ['timestamp', 'at', 'time']) ?? at;
  // An alert without a status of its own has that of all.
  const context: AlarmContext = { now, source, at: begun, status: object.status };
  const parsed = parseList(list, context, typeof object.receiver === 'string');
  const left = Number(object.truncatedAlerts);
  if (left > 0) parsed.problems.push(`${left} more alerts were left out by the sender (truncatedAlerts)`);
  return parsed;
}

function isGrafana(object: JsonObject): boolean {
  return 'orgId' in object && 'externalURL' in object;
}

/** @param areLabelled they come by Alertmanager's ways, so what has labels is of its kind even where it says nothing */
function parseList(list: readonly unknown[], context: AlarmContext, areLabelled = false): Parsed {
  if (list.length > MOST_ALARMS) return refused(`holds ${list.length} alarms, more than ${MOST_ALARMS}`);
  const parsed: Parsed = { alarms: [], problems: [], isJson: true };
  for (const [index, entry] of list.entries()) {
    const object = objectOf(entry);
    const reading =
      object === null
        ? { refused: 'is no JSON object' }
        : isLabelled(object) || (areLabelled && objectOf(object.labels) !== null)
          ? labelledAlarm(object, context)
          : ownAlarm(object, context);
    if (!('refused' in reading)) parsed.alarms.push(reading);
    else parsed.problems.push(list.length === 1 ? reading.refused : `alarm ${index + 1} ${reading.refused}`);
  }
  return parsed;
}
