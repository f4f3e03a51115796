import { renderChart } from './chart.ts';
import {
  type Block,
  type Content,
  type Piece,
  pieces,
  type ReportDocument,
  type Section,
  type Table,
} from './document.ts';
import { escapeHtml } from './escape.ts';
import { STYLES } from './styles.ts';

/**
 * A report as one HTML file that needs nothing else: no script, no font, no picture from anywhere, and its policy forbids them.
 * It follows the reader's light or dark setting, fits a phone and prints.
 */
export function renderHtml(report: ReportDocument): string {
  const { language, title, subtitle, verdict, lead, sections } = report;
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${STYLES}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="subtitle">${inline(subtitle)}</p>
<p class="verdict ${verdict.level}"><strong>${escapeHtml(verdict.text)}</strong><span>${escapeHtml(lead)}</span></p>
<nav>${sections.map(({ id, title: text }) => `<a href="#${id}">${escapeHtml(text)}</a>`).join('\n')}</nav>
</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`;
}

function sectionHtml({ id, title, blocks }: Section): string {
  const charts = blocks.filter((block) => block.kind === 'chart').map(renderChart);
  const others = blocks.map(blockHtml).filter((html) => html !== '');
  const drawn = charts.length === 0 ? [] : [`<div class="charts">\n${charts.join('\n')}\n</div>`];
  return [`<section id="${id}">`, `<h2>${escapeHtml(title)}</h2>`, ...drawn, ...others, '</section>'].join('\n');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${inline(block.content)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${inline(item)}</li>`).join('\n')}\n</ul>`;
    case 'facts':
      return `<dl>\n${block.rows.map(([name, content]) => `<div><dt>${escapeHtml(name)}</dt><dd>${inline(content)}</dd></div>`).join('\n')}\n</dl>`;
    case 'table':
      return tableHtml(block);
    case 'chart':
      return '';
  }
}

function tableHtml({ head, numbers, rows }: Table): string {
  const kind = (index: number) => (numbers.includes(index) ? ' class="number"' : '');
  // Tables of words are read row by row: on a phone each row becomes a small list of its own.
  const stacked = numbers.length * 2 < head.length;
  const label = (index: number) => (stacked ? ` data-label="${escapeHtml(head[index] ?? '')}"` : '');
  const headings = head.map((text, index) => `<th scope="col"${kind(index)}>${escapeHtml(text)}</th>`).join('');
  const lines = rows.map((cells) => {
    const columns = cells.map((cell, index) =>
      index === 0
        ? `<th scope="row"${kind(0) || short(cell)}${label(0)}>${inline(cell)}</th>`
        : `<td${kind(index)}${label(index)}>${inline(cell)}</td>`,
    );
    return `<tr>${columns.join('')}</tr>`;
  });
  // Reachable by keyboard: a wide table is scrolled sideways on a phone.
  return `<div class="scroll" tabindex="0"><table${stacked ? ' class="stacked"' : ''}>\n<thead><tr>${headings}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody>\n</table></div>`;
}

/** A date is not broken in two; a long name may be. */
function short(cell: Content): string {
  return typeof cell === 'string' && cell.length <= 14 ? ' class="short"' : '';
}

function inline(content: Content): string {
  return pieces(content).map(pieceHtml).join('');
}

function pieceHtml(piece: Piece): string {
  if (typeof piece === 'string') return escapeHtml(piece);
  if ('code' in piece) return `<code>${escapeHtml(piece.code)}</code>`;
  if ('course' in piece) return `<code class="course">${escapeHtml(piece.course)}</code>`;
  if ('figure' in piece) return escapeHtml(piece.figure);
  if ('strong' in piece) return `<strong>${escapeHtml(piece.strong)}</strong>`;
  if ('link' in piece) return `<a href="${escapeHtml(piece.link)}">${escapeHtml(piece.link)}</a>`;
  return `<span class="level ${piece.level}">${escapeHtml(piece.text)}</span>`;
}
