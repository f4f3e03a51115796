import { oneLine } from '../../text/control.ts';
import type { Report } from '../report.ts';
import { composeReport, type Locale, textsOf } from './compose.ts';
import { type Content, type Piece, pieces, type ReportDocument } from './document.ts';
import { fileStem } from './sections/sources.ts';

/** What a person reads on the way to work. More is in the report. */
const MOST_FINDINGS = 8;
const SECTIONS = ['findings', 'overview'];

export interface Brief {
  /** One line. */
  title: string;
  /** Plain text, the title first. */
  text: string;
}

/** A report in a message: how it stands, what needs somebody, the overview, and where the whole of it lies. */
export function briefOf(report: Report, locale: Locale): Brief {
  const document = composeReport(report, locale);
  const texts = textsOf(locale);
  const title = `${document.title}: ${document.verdict.text}`;
  const blocks = SECTIONS.flatMap((id) => ['', ...linesOf(document, id, texts.brief.more)]);
  const where = `reports/${fileStem(report.kind, report.name)}.html`;
  return { title, text: [title, document.lead, ...blocks, '', texts.brief.whole(where, report.host)].join('\n') };
}

function linesOf({ sections }: ReportDocument, id: string, more: (count: number) => string): string[] {
  const lines = sections
    .filter((section) => section.id === id)
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => {
      if (block.kind === 'text') return [plain(block.content)];
      if (block.kind === 'list') return block.items.map((item) => `- ${plain(item)}`);
      return block.kind === 'facts' ? block.rows.map(([name, content]) => `${name}: ${plain(content)}`) : [];
    });
  if (id !== 'findings' || lines.length <= MOST_FINDINGS) return lines;
  return [...lines.slice(0, MOST_FINDINGS), more(lines.length - MOST_FINDINGS)];
}

function plain(content: Content): string {
  return oneLine(pieces(content).map(textOf).join(''));
}

function textOf(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  return 'level' in piece ? piece.text : (Object.values(piece)[0] ?? '');
}
