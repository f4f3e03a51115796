import type { Change } from '../../report-parts.ts';
import type { Block, Content, Section } from '../document.ts';
import type { Context } from './context.ts';

export function changes(context: Context): Section {
  const { report, texts, clock } = context;
  const { watchedSince, counts, list, blind } = report.changes;
  const words = texts.changes;
  const section = (blocks: Block[]): Section => ({ id: 'changes', title: texts.sections.changes, blocks });
  if (watchedSince === null) return section([{ kind: 'text', content: words.notWatched }]);
  const total = counts.package + counts.unit + counts.file + counts.boot;
  const blocks: Block[] = [];
  // Where watching began within the period, "no change" speaks for the rest of it only.
  if (watchedSince > report.period.from) blocks.push({ kind: 'text', content: words.since(clock.full(watchedSince)) });
  blocks.push({
    kind: 'text',
    content: total === 0 ? words.none : words.counts(counts.package, counts.unit, counts.file, counts.boot),
  });
  if (list.length > 0) {
    const rows = list.map((change) => rowOf(change, context));
    blocks.push({ kind: 'table', head: words.head, numbers: [], rows });
    if (total > list.length) blocks.push({ kind: 'text', content: words.more(total - list.length) });
  }
  for (const { kind, reason } of blind) blocks.push({ kind: 'text', content: words.blind(words.kinds[kind], reason) });
  return section(blocks);
}

function rowOf({ kind, name, what, before, after, at, exact }: Change, { texts, clock }: Context): Content[] {
  const words = texts.changes;
  const time = clock.moment(at);
  return [
    exact ? time : words.found(time),
    words.kinds[kind],
    kind === 'boot' ? '–' : { code: name },
    changeText(kind, what, before, after, words),
  ];
}

/** Versions say something to a person; the fingerprints of files do not. */
function changeText(
  kind: Change['kind'],
  what: Change['what'],
  before: string | null,
  after: string | null,
  words: Context['texts']['changes'],
): Content {
  if (kind === 'boot') return words.restarted;
  if (kind !== 'package') return words.what[what];
  const version = what === 'removed' ? before : after;
  if (what === 'changed') return [{ code: before ?? '' }, ' → ', { code: after ?? '' }];
  return [`${words.what[what]} `, { code: version ?? '' }];
}
