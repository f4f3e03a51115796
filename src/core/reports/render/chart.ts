import type { Grid } from '../measure/grid.ts';
import type { Chart } from './document.ts';
import { escapeHtml } from './escape.ts';
import { formatValue } from './format.ts';

/** The drawing's own units. It is stretched to the space there is; lines keep their width, and all text is HTML beside it. */
const WIDTH = 1_000;
const HEIGHT = 200;

/** Draws a chart: a line for the means, a band from the lowest to the highest value, dashed thresholds, shaded gaps. */
export function renderChart(chart: Chart): string {
  const top = scaleTop(chart);
  const x = (time: number) => fixed((WIDTH * (time - chart.from)) / (chart.to - chart.from));
  const y = (value: number) => fixed(HEIGHT * (1 - Math.min(1, Math.max(0, value / top))));
  const percentLeft = (time: number) => fixed((100 * (time - chart.from)) / (chart.to - chart.from));
  const marks = [0, 0.5, 1].map((share) => share * top);
  const shades = chart.gaps.map(
    ({ from, to }) =>
      `<rect class="gap" x="${x(from)}" y="0" width="${fixed(Number(x(to)) - Number(x(from)))}" height="${HEIGHT}"><title>${escapeHtml(chart.gapText)}</title></rect>`,
  );
  const rules = marks.map((value) => `<line class="rule" x1="0" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}"/>`);
  const limits = chart.limits
    .filter(({ value }) => value < top)
    .map(({ value, level }) => `<line class="limit ${level}" x1="0" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}"/>`);
  // Bands of several lines would hide each other.
  const bands = chart.lines.length > 1 ? [] : chart.lines.map(({ grid }) => band(grid, x, y));
  const lines = chart.lines.map(({ grid }, index) => `<path class="line line-${index}" d="${path(grid, x, y)}"/>`);
  const drawing = [...shades, ...rules, ...limits, ...bands, ...lines].join('\n');
  const labels = marks.map(
    (value) =>
      `<span class="mark" style="top:${fixed(100 - (100 * value) / top)}%">${escapeHtml(markText(value, chart.unit))}</span>`,
  );
  const ticks = chart.ticks.map(
    ({ time, text }) => `<span class="tick" style="left:${percentLeft(time)}%">${escapeHtml(text)}</span>`,
  );
  return `<figure>
<figcaption>${escapeHtml(chart.title)}${legend(chart)}</figcaption>
<div class="plot">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(chart.description)}">
${drawing}
</svg>
${labels.join('')}${ticks.join('')}
</div>
</figure>`;
}

/** A scale has round values: as few digits as they need. */
function markText(value: number, unit: Chart['unit']): string {
  return unit === 'bytesPerSecond'
    ? formatValue(value, unit)
    : `${Number(value.toFixed(2))}${unit === 'percent' ? '%' : ''}`;
}

function legend({ lines, limits, gaps, gapText, limitText, peakText }: Chart): string {
  const names =
    lines.length < 2 ? [] : lines.map(({ name }, index) => `<span class="key key-${index}">${escapeHtml(name)}</span>`);
  const shaded = gaps.length === 0 ? [] : [`<span class="key key-gap">${escapeHtml(gapText)}</span>`];
  const dashed = limits.length === 0 ? [] : [`<span class="key key-limit">${escapeHtml(limitText)}</span>`];
  const peak = peakText === '' ? [] : [`<span>${escapeHtml(peakText)}</span>`];
  const keys = [...peak, ...names, ...dashed, ...shaded];
  return keys.length === 0 ? '' : `<span class="legend">${keys.join('')}</span>`;
}

/** Two decimals are a twentieth of a pixel on the largest screen; more would only make the file larger. */
function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Percent end at 100; anything else at the next round number above its highest value. */
function scaleTop({ unit, lines }: Chart): number {
  if (unit === 'percent') return 100;
  const highest = Math.max(0, ...lines.flatMap(({ grid }) => grid.high.filter((value) => value !== null)));
  if (highest === 0) return 1;
  const step = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * step).find((value) => value >= highest) ?? highest;
}

type Scale = (value: number) => string;

/** Where nothing was measured the line is broken: it must not run on as if it knew. */
function path({ from, stepMs, mean }: Grid, x: Scale, y: Scale): string {
  let drawn = '';
  let joined = false;
  mean.forEach((value, index) => {
    if (value === null) {
      joined = false;
      return;
    }
    const [at, up] = [x(from + (index + 0.5) * stepMs), y(value)];
    // A point alone is a line of no length, which its round ends make visible.
    const alone = !joined && mean[index + 1] === null;
    drawn += `${joined ? 'L' : 'M'}${at} ${up}${alone ? 'h0' : ''}`;
    joined = true;
  });
  return drawn;
}

function band({ from, stepMs, low, high }: Grid, x: Scale, y: Scale): string {
  const runs: number[][] = [];
  high.forEach((value, index) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === index - 1) last.push(index);
    else runs.push([index]);
  });
  const at = (index: number) => x(from + (index + 0.5) * stepMs);
  const outline = runs
    .filter((run) => run.length > 1)
    .map((run) => {
      const upper = run.map((index) => `${at(index)} ${y(high[index] ?? 0)}`);
      const lower = [...run].reverse().map((index) => `${at(index)} ${y(low[index] ?? 0)}`);
      return `M${[...upper, ...lower].join('L')}Z`;
    });
  return outline.length === 0 ? '' : `<path class="band" d="${outline.join('')}"/>`;
}
