import type { Block, Content, Section } from '../document.ts';
import type { Context } from './context.ts';

/** More gaps than this are a habit; their number says it. */
const MOST_LISTED = 20;

/** Where nothing was measured, said as such: silence is no good news. */
export function gaps({ report, texts, clock }: Context): Section {
  const { coverage } = report;
  const words = texts.gaps;
  const items = coverage.gaps.slice(0, MOST_LISTED).map((gap): Content => {
    const [from, to] = clock.ends(gap);
    const seconds = (Date.parse(gap.to) - Date.parse(gap.from)) / 1_000;
    return `${words.gap(from, to, texts.duration(seconds))}: ${gap.damaged ? words.damaged : words.causes[gap.cause]}`;
  });
  const more = coverage.gaps.length - items.length;
  if (more > 0) items.push(words.more(more));
  for (const { reading, samples, of } of coverage.missing) items.push([{ code: reading }, words.missing(samples, of)]);
  const blocks: Block[] = [items.length === 0 ? { kind: 'text', content: words.none } : { kind: 'list', items }];
  if (coverage.hoursBefore !== null)
    blocks.push({ kind: 'text', content: words.hours(clock.full(coverage.hoursBefore)) });
  return { id: 'gaps', title: texts.sections.gaps, blocks };
}
