import { join } from 'node:path';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';

/** What somebody wrote down of something that happened outside: a deployment, an upgrade, a cable pulled. One line of logs/marks.jsonl. */
export interface Mark {
  version: 1;
  /** ISO 8601. */
  at: string;
  by: string;
  text: string;
}

export function marksPath(at: Layout): string {
  return join(at.logs, 'marks.jsonl');
}

export function addMark(at: Layout, { by, text }: Pick<Mark, 'by' | 'text'>, now: number): Mark {
  const mark: Mark = { version: 1, at: new Date(now).toISOString(), by, text };
  appendJsonLines(marksPath(at), [mark], { sync: true });
  return mark;
}

/** Marks from `from` until `to` (epoch milliseconds), oldest first. */
export function marksBetween(at: Layout, from: number, to: number): Mark[] {
  return readJsonLines<Mark>(marksPath(at)).values.filter(({ at: time }) => {
    const moment = Date.parse(time);
    return moment >= from && moment <= to;
  });
}
