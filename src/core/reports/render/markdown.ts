import { inlineCode, markdownSafe } from '../../text/markdown.ts';
import { widthOf } from '../../text/width.ts';
import { type Block, type Content, type Piece, pieces, type ReportDocument, type Table } from './document.ts';

/** A report as GitHub-flavoured Markdown that also reads well as it is, with `cat`. Charts are left out: tables hold their courses. */
export function renderMarkdown(report: ReportDocument): string {
  const lines = [
    `# ${inline(report.title, false)}`,
    '',
    inline(report.subtitle),
    '',
    `**${inline(report.verdict.text)}**`,
    '',
    inline(report.lead),
  ];
  for (const { title, blocks } of report.sections) {
    lines.push('', `## ${inline(title, false)}`);
    for (const block of blocks) {
      const written = writeBlock(block);
      if (written.length > 0) lines.push('', ...written);
    }
  }
  return `${lines.join('\n')}\n`;
}

function writeBlock(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [inline(block.content)];
    case 'list':
      return block.items.map((item) => `- ${inline(item)}`);
    case 'facts':
      return block.rows.map(([name, content]) => `- **${inline(name)}:** ${inline(content, false)}`);
    case 'table':
      return writeTable(block);
    case 'chart':
      return [];
  }
}

/** A cell that is wider is not what its whole column is filled up to. */
const WIDEST_COLUMN = 48;

/** Columns are filled up, so that they also stand under each other where nothing renders them. */
function writeTable({ head, numbers, rows }: Table): string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => inline(cell, false, true)));
  const widths = head.map((_text, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? '')).filter((width) => width <= WIDEST_COLUMN), 3),
  );
  const filled = cells.map((row) =>
    row.map((cell, column) => fill(cell, widths[column] ?? 0, numbers.includes(column))),
  );
  const rule = widths.map((width, column) =>
    numbers.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [filled[0] ?? [], rule, ...filled.slice(1)].map((row) => `| ${row.join(' | ')} |`);
}

function fill(cell: string, width: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isNumber ? space + cell : cell + space;
}

/** @param begins whether it stands at the beginning of a line, where a number or a dash would begin a list */
function inline(content: Content, begins = true, inCell = false): string {
  return pieces(content)
    .map((piece, index) => writePiece(piece, begins && index === 0, inCell))
    .join('');
}

/** What follows something else on its line needs no escape that keeps it from beginning a block. */
function safe(text: string, begins: boolean): string {
  return begins ? markdownSafe(text) : markdownSafe(`x${text}`).slice(1);
}

/** markdownSafe trims; the spaces between pieces belong to the sentence. */
function writePiece(piece: Piece, begins: boolean, inCell: boolean): string {
  if (typeof piece === 'string') {
    const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(piece) ?? [];
    return `${before === '' ? '' : ' '}${safe(text, begins)}${after === '' ? '' : ' '}`;
  }
  if ('code' in piece) return inlineCode(piece.code, inCell);
  if ('course' in piece) return inlineCode(piece.course);
  if ('figure' in piece) return piece.figure;
  if ('strong' in piece) return `**${markdownSafe(piece.strong)}**`;
  if ('link' in piece) return `[${markdownSafe(piece.link)}](${piece.link})`;
  return piece.level === 'ok' || piece.level === 'info' ? safe(piece.text, begins) : `**${markdownSafe(piece.text)}**`;
}
