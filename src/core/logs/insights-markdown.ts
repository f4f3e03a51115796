import { fence, inlineCode, markdownSafe } from '../text/markdown.ts';
import type { Finding } from './findings/finding.ts';
import type { Insights } from './insights.ts';

const MOST_SAMPLES = 10;

function minute(time: string | null): string {
  return time === null ? '-' : `${time.slice(0, 16).replace('T', ' ')}`;
}

function share(change: number | null): string {
  if (change === null) return 'nothing to compare with';
  return `${change >= 0 ? '+' : ''}${Math.round(change * 100)} %`;
}

function findingLines({ severity, kind, text, first, last, sample, path, offset }: Finding, at: number): string[] {
  const where = path === null ? '' : `, sample in ${inlineCode(`${path}:${offset ?? 0}`)}`;
  const line = `- **${severity}** ${markdownSafe(kind)}: ${markdownSafe(text)} (${minute(first)} to ${minute(last)}${where})`;
  return sample === null || at >= MOST_SAMPLES ? [line] : [line, '', fence(sample), ''];
}

/** The insights as a page for a person. Text from logs is in code spans and fences that it cannot leave. Times are UTC. */
export function insightsMarkdown(insights: Insights): string {
  const { summary, errorRate, trend } = insights;
  const rows = insights.templates.map(
    ({ count, level, template, isNew, path, offset }) =>
      `| ${count} | ${level ?? '-'} | ${inlineCode(template)}${isNew && insights.since !== null ? ' new' : ''} | ${inlineCode(`${path}:${offset}`)} |`,
  );
  const lines = [
    `# Log analysis ${minute(insights.at)} UTC`,
    '',
    `${markdownSafe(summary.text)}.`,
    insights.since === null
      ? 'First analysis: it read each log from its beginning (of very large ones the end), so these counts are of no fixed time.'
      : `New since ${minute(insights.since)}.`,
    '',
    '## Findings',
    '',
    ...(insights.findings.length === 0 ? ['None.'] : insights.findings.flatMap(findingLines)),
    '',
    '## Levels',
    '',
    ...Object.entries(insights.levels).map(([level, count]) => `- ${level}: ${count}`),
    errorRate.max === null
      ? '- errors a minute: unknown, no line has a time'
      : `- errors a minute: ${(errorRate.mean ?? 0).toFixed(2)} on average, ${errorRate.max} at most (${minute(errorRate.maxAt)})`,
    `- against the analysis before: errors ${share(trend.errors)}, lines ${share(trend.lines)}`,
    '',
    '## Kinds of messages',
    '',
    '| lines | level | template | sample at |',
    '|---:|---|---|---|',
    ...rows,
    '',
    `${insights.templateCount} kinds in all.${insights.givenUp > 0 ? ` ${insights.givenUp} lines were of kinds too many to keep.` : ''}`,
    '',
    '## Security',
    '',
    ...(insights.security.length === 0
      ? ['Nothing suspicious.']
      : insights.security.map(
          ({ kind, address, count }) => `- ${markdownSafe(kind)} from ${inlineCode(address)}: ${count} lines`,
        )),
    '',
    '## Sources',
    '',
    ...insights.files.map(
      (file) =>
        `- ${inlineCode(file.path)}: ${file.kind}, ${file.bytes} bytes${file.skipped > 0 ? `, ${file.skipped} bytes before them left out` : ''}`,
    ),
    ...insights.problems.map((problem) => `- ${inlineCode(problem.path)}: not read, ${markdownSafe(problem.reason)}`),
  ];
  return `${lines.join('\n')}\n`;
}
