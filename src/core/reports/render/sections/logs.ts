import type { LogMessage } from '../../report-parts.ts';
import type { Block, Content, Section } from '../document.ts';
import { formatNumber } from '../format.ts';
import { type Context, coded, join } from './context.ts';

/** Every upgrade brings messages that were never seen before. */
const MOST_NOTES = 3;

export function logs(context: Context): Section {
  const { report, texts, clock } = context;
  const found = report.logs;
  const words = texts.logs;
  const section = (blocks: Block[]): Section => ({ id: 'logs', title: texts.sections.logs, blocks });
  if (found.analyses === 0) return section([{ kind: 'text', content: words.none }]);
  const sentences = [words.summary(found.analyses, found.lines, found.errors, found.warnings)];
  if (found.errorsBefore !== null) sentences.push(words.before(found.errorsBefore));
  if (found.peakErrorsPerMinute !== null && found.peakErrorsPerMinute > 0 && found.peakAt !== null)
    sentences.push(words.peak(found.peakErrorsPerMinute, clock.moment(found.peakAt)));
  if (found.firstReadLines > 0) sentences.push(words.firstRead(found.firstReadLines));
  const blocks: Block[] = [{ kind: 'text', content: sentences.join(' ') }];
  const add = (title: string, messages: readonly LogMessage[]) => {
    if (messages.length > 0) blocks.push({ kind: 'text', content: { strong: title } }, messageTable(messages, context));
  };
  add(words.messages, found.messages);
  add(words.fresh, found.fresh ?? []);
  if (found.findings.length > 0) {
    const notes = found.findings.filter(({ level }) => level === 'info');
    const told = [...found.findings.filter(({ level }) => level !== 'info'), ...notes.slice(0, MOST_NOTES)];
    const items = told.map(
      ({ kind, level, count, text }): Content =>
        join(words.finding(levelText(level, context), words.kinds[kind] ?? kind.replaceAll('_', ' '), count), {
          code: text,
        }),
    );
    if (notes.length > MOST_NOTES) items.push(coded(words.moreNotes));
    blocks.push({ kind: 'text', content: { strong: words.findings } }, { kind: 'list', items });
  }
  if (found.unreadSources.length > 0) {
    const items = found.unreadSources.map(({ path, reason }): Content => [{ code: path }, `: ${reason}`]);
    blocks.push({ kind: 'text', content: { strong: words.sources } }, { kind: 'list', items });
  }
  return section(blocks);
}

function levelText(level: string, { texts }: Context): string {
  return texts.levels[level as keyof typeof texts.levels] ?? level;
}

function messageTable(messages: readonly LogMessage[], { texts, clock }: Context): Block {
  const rows = messages.map(({ count, level, message, firstAt, lastAt }): Content[] => [
    formatNumber(count),
    level === null ? texts.logs.noLevel : (texts.logs.levels[level] ?? level),
    { code: message },
    clock.moment(firstAt),
    clock.moment(lastAt),
  ]);
  return { kind: 'table', head: texts.logs.head, numbers: [0], rows };
}
