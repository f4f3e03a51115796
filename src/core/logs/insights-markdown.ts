import { inlineCode, markdownSafe } from '../text/markdown.ts';
import type { Insights } from './count.ts';

export function insightsMarkdown(insights: Insights): string {
  const lines = [
    `# Log analysis ${insights.at.slice(0, 16).replace('T', ' ')} UTC`,
    '',
    markdownSafe(insights.summary.text),
    '',
    '## Levels',
    '',
    ...Object.entries(insights.levels).map(([level, count]) => `- ${level}: ${count}`),
    '',
    '## Most frequent messages',
    '',
    '| count | level | message | first seen at |',
    '|---:|---|---|---|',
    ...insights.messages.map(
      ({ count, level, message, path, offset }) =>
        `| ${count} | ${level ?? '-'} | ${inlineCode(message)} | ${inlineCode(`${path}:${offset}`)} |`,
    ),
    '',
    '## Sources',
    '',
    ...insights.files.map((file) => `- ${inlineCode(file.path)}: ${file.kind}, ${file.bytes} bytes`),
    ...insights.problems.map((problem) => `- ${inlineCode(problem.path)}: not read, ${markdownSafe(problem.reason)}`),
  ];
  return `${lines.join('\n')}\n`;
}
