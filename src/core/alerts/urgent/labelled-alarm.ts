import { type AlarmContext, type Reading, startOf } from './alarm-context.ts';
import { fieldsOf, type JsonObject, objectOf, quantityIn, textField, timeIn } from './fields.ts';
import { labelsIn, labelValue, MOST_LABELS, withResource } from './labels.ts';
import { isOver, severityOf } from './severity.ts';

export const LABELLED_SOURCE = 'alertmanager';

const WORDS = ['summary', 'message', 'title', 'description'];

/** Whether an entry of a list is of Alertmanager's kind: all that it is lies in labels, all that it says in annotations. */
export function isLabelled(object: JsonObject): boolean {
  return objectOf(object.labels) !== null && (objectOf(object.annotations) !== null || 'generatorURL' in object);
}

/**
 * One alert of Alertmanager's webhook (version 4), of Grafana's, or of what Prometheus sends to Alertmanager (`/api/v2/alerts`). Its labels
 * are what it is, all of them: who wrote the rules made two alerts of two severities.
 */
export function labelledAlarm(object: JsonObject, context: AlarmContext): Reading {
  const labels = labelsIn(objectOf(object.labels) ?? {});
  if (labels.size === 0) return { refused: 'has no labels' };
  const annotations = fieldsOf(objectOf(object.annotations) ?? {});
  const severity = severityOf(labels.get('severity') ?? labels.get('priority') ?? null);
  const said = textField(annotations, WORDS);
  const name = labels.get('alertname') ?? labelValue(said ?? [...labels].map((pair) => pair.join('=')).join(' '));
  labels.set('alertname', name);
  if (!labels.has('source')) labels.set('source', labelValue(context.source ?? LABELLED_SOURCE));
  if (labels.size > MOST_LABELS) return { refused: `has more than ${MOST_LABELS} labels` };
  const endsAt = timeIn(object.endsAt);
  const withResources = withResource(labels);
  const quantity = quantityIn(annotations.get('value')) ?? onlyValue(object.values);
  return {
    labels: withResources,
    status: statusOf(object, endsAt, context),
    severity: severity ?? 'warning',
    message: said ?? [name, withResources.resource].filter((part) => part !== undefined).join(' '),
    value: quantity?.value ?? null,
    threshold: quantityIn(annotations.get('threshold'))?.value ?? null,
    unit: quantity?.unit ?? null,
    startsAt: startOf(timeIn(object.startsAt), context),
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
  };
}

/** Prometheus says no status, but until when it counts: it says so again each minute. */
function statusOf(object: JsonObject, endsAt: number | null, context: AlarmContext): 'firing' | 'resolved' {
  if (typeof object.status === 'string') return isOver(object.status) ? 'resolved' : 'firing';
  if (isOver(context.status)) return 'resolved';
  return endsAt !== null && endsAt <= context.now ? 'resolved' : 'firing';
}

/** Grafana's `values` by query: of several nobody knows which one is meant. */
function onlyValue(values: unknown): ReturnType<typeof quantityIn> {
  const all = Object.values(objectOf(values) ?? {});
  return all.length === 1 ? quantityIn(all[0]) : null;
}
