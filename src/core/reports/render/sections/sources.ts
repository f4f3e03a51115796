import type { Content, Section } from '../document.ts';
import type { Context } from './context.ts';

export function unread({ report, texts }: Context): Section | null {
  if (report.unread.length === 0) return null;
  const words = texts.unread;
  const items = report.unread.map(
    ({ file, reason, count }): Content => [
      { code: file },
      `: ${words.reasons[reason]}${count === null ? '' : words.lines(count)}`,
    ],
  );
  return { id: 'unread', title: texts.sections.unread, blocks: [{ kind: 'list', items }] };
}

/** Where the figures come from, as paths from the report's own folder. */
const SOURCES = [
  ['metrics', '../metrics/'],
  ['analysis', '../analysis/'],
  ['incidents', '../incidents/'],
  ['runs', '../logs/runs.jsonl'],
  ['beats', '../logs/heartbeats.jsonl'],
  ['alerts', '../alerts/history.jsonl'],
  ['alarms', '../alerts/notifications.jsonl'],
  ['deliveries', '../alerts/deliveries.jsonl'],
  ['audit', '../audit/audit.jsonl'],
] as const;

export function data({ report, texts }: Context): Section {
  const own = `${fileStem(report.kind, report.name)}.json`;
  const items = [...SOURCES, ['json', own] as const].map(
    ([key, path]): Content => [`${texts.data[key]}: `, { link: path }],
  );
  return { id: 'data', title: texts.sections.data, blocks: [{ kind: 'list', items }] };
}

/** `daily-ops-2026-10-05`: the name of a report's files without their ending. */
export function fileStem(kind: string, name: string): string {
  return `${kind}-ops-${name}`;
}
