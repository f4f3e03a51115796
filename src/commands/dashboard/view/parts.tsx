import { Box, Text } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { cells, clip } from './cells.ts';
import type { Panel } from './panel.ts';
import type { Screen } from './screen.ts';
import { type Paint, SYMBOLS } from './theme.ts';

/** A part of the screen from top to bottom: lines over its whole width, or panels beside each other. */
export type Part =
  | { name: string; height: number; lines: string[] }
  | { name: string; height: number; tree: ReactElement; content: unknown };

/** Puts the finished lines in their places. No state, no effects, no keys: those are plain TypeScript. */
export function partsOf(screen: Screen, columns: number, paint: Paint): Part[] {
  const { regions, header, strip, table, aside, detail, prompt, keys } = screen;
  const wide = regions.layout === 'wide';
  const lines = (name: string, height: number, all: string[]): Part => ({ name, height, lines: exactly(all, height) });
  const parts: Part[] = [
    lines('head', regions.header + regions.strip, [...header, ...strip]),
    wide
      ? { name: 'body', height: regions.table, tree: <Body {...{ screen, columns, paint }} />, content: [table, aside] }
      : lines('table', regions.table, tableLines(table, columns, paint)),
    wide
      ? { name: 'detail', height: regions.detail, tree: <Detail {...{ screen, columns, paint }} />, content: detail }
      : lines('detail', regions.detail, ruled(detail, columns, paint)),
    lines('foot', regions.prompt + regions.keys, [...prompt, ...keys]),
  ];
  return parts.filter(({ height }) => height > 0);
}

export function exactly(lines: readonly string[], height: number): string[] {
  const kept = lines.slice(0, height);
  return [...kept, ...new Array<string>(height - kept.length).fill('')];
}

export function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  return (
    <Box flexDirection="column">
      {lines.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is known by its place, whatever stands in it
        <Text key={index} wrap="truncate">
          {text === '' ? ' ' : text}
        </Text>
      ))}
    </Box>
  );
}

interface PartProps {
  screen: Screen;
  columns: number;
  paint: Paint;
}

function Body({ screen: { regions, table, aside }, columns, paint }: PartProps): ReactNode {
  const width = columns - regions.tableWidth - 1;
  return (
    <Box height={regions.table}>
      <Frame panel={table} width={regions.tableWidth} height={regions.table} paint={paint} />
      <Box flexDirection="column" marginLeft={1}>
        {aside.map((panel) => (
          <Frame key={panel.title} panel={panel} width={width} height={panel.height} paint={paint} />
        ))}
      </Box>
    </Box>
  );
}

function Detail({ screen: { regions, detail }, columns, paint }: PartProps): ReactNode {
  return <Frame panel={detail} width={columns} height={regions.detail} paint={paint} />;
}

/** In the narrow layout the table needs no title; what stands in its place does. */
function tableLines(table: Panel, columns: number, paint: Paint): string[] {
  return table.title === 'Agents' || table.title === '' ? table.lines : ruled(table, columns, paint);
}

/** A panel under a line with its title. */
function ruled({ title, note, lines }: Panel, width: number, paint: Paint): string[] {
  const end = note === '' ? '' : ` ${note} ${SYMBOLS.rule}`;
  const shown = clip(title, Math.max(0, width - cells(end) - 3));
  const rule = SYMBOLS.rule.repeat(Math.max(0, width - cells(shown) - cells(end) - 3));
  const top = `${paint('quiet', SYMBOLS.rule)} ${paint('heading', shown)} ${paint('quiet', `${rule}${clip(end, width)}`)}`;
  return [top, ...lines.map((text) => ` ${text}`)];
}

interface FrameProps {
  panel: Panel;
  width: number;
  height: number;
  paint: Paint;
}

/** A panel in a frame. Ink's borders take no title, so the upper one is drawn here. */
function Frame({ panel, width, height, paint }: FrameProps): ReactNode {
  if (height < 2) return null;
  const end = panel.note === '' ? '' : ` ${panel.note} `;
  const title = clip(panel.title, Math.max(0, width - cells(end) - 5));
  const rule = SYMBOLS.rule.repeat(Math.max(0, width - cells(title) - cells(end) - 5));
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text wrap="truncate">{`┌${SYMBOLS.rule} ${paint('heading', title)} ${rule}${end}┐`}</Text>
      <Box borderStyle="single" borderTop={false} paddingX={1} width={width} height={height - 1} flexDirection="column">
        <Lines lines={panel.lines.slice(0, height - 2)} />
      </Box>
    </Box>
  );
}
