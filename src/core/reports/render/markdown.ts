import { inlineCode, markdownSafe } from '../../text/markdown.ts';
import { type Block, type Content, type Piece, pieces, type ReportDocument } from './document.ts';

/** A report as GitHub-flavoured Markdown that also reads well as it is, with `cat`. Charts are left out: tables hold their courses. */
export function renderMarkdown(report: ReportDocument): string {
  const lines = [
    `# ${inline(report.title)}`,
    '',
    inline(report.subtitle),
    '',
    `**${inline(report.verdict.text)}** ${inline(report.lead)}`,
  ];
  for (const { title, blocks } of report.sections) {
    lines.push('', `## ${inline(title)}`);
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
      return block.rows.map(([name, content]) => `- **${inline(name)}:** ${inline(content)}`);
    case 'table':
      return [
        row(block.head.map((text) => inline(text))),
        row(block.head.map((_text, index) => (block.numbers.includes(index) ? '---:' : '---'))),
        ...block.rows.map((cells) => row(cells.map((cell) => inline(cell)))),
      ];
    case 'chart':
      return [];
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function inline(content: Content): string {
  return pieces(content).map(writePiece).join('');
}

/** markdownSafe trims; the spaces between pieces belong to the sentence. */
function writePiece(piece: Piece): string {
  if (typeof piece === 'string') {
    const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(piece) ?? [];
    return `${before === '' ? '' : ' '}${markdownSafe(text)}${after === '' ? '' : ' '}`;
  }
  if ('code' in piece) return inlineCode(piece.code);
  if ('figure' in piece) return piece.figure;
  if ('strong' in piece) return `**${markdownSafe(piece.strong)}**`;
  if ('link' in piece) return `[${markdownSafe(piece.link)}](${piece.link})`;
  return piece.level === 'ok' || piece.level === 'info' ? markdownSafe(piece.text) : `**${markdownSafe(piece.text)}**`;
}
