import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { cells, clip } from './cells.ts';
import type { Panel } from './detail.ts';
import type { Screen } from './screen.ts';
import { type Paint, SYMBOLS } from './theme.ts';

export interface PartProps {
  screen: Screen;
  columns: number;
  paint: Paint;
}

/** Puts the finished lines of one part of the screen in their places. No state, no effects, no keys: those are plain TypeScript. */
export type Part = (props: PartProps) => ReactNode;

export function Head({ screen: { header, strip, regions } }: PartProps): ReactNode {
  return (
    <Box flexDirection="column">
      <Lines lines={header} height={regions.header} />
      <Lines lines={strip} height={regions.strip} />
    </Box>
  );
}

export function Foot({ screen: { prompt, keys, regions } }: PartProps): ReactNode {
  return (
    <Box flexDirection="column">
      <Lines lines={prompt} height={regions.prompt} />
      <Lines lines={keys} height={regions.keys} />
    </Box>
  );
}

export function Body({ screen, columns, paint }: PartProps): ReactNode {
  const { regions, table, aside } = screen;
  if (regions.layout !== 'wide') return <Lines lines={tableLines(table, columns, paint)} height={regions.table} />;
  const width = columns - regions.tableWidth - 1;
  const first = (aside[0]?.lines.length ?? 0) + 2;
  return (
    <Box height={regions.table}>
      <Frame panel={table} width={regions.tableWidth} height={regions.table} paint={paint} />
      <Box flexDirection="column" marginLeft={1}>
        {aside.map((panel, index) => {
          const height = index === 0 ? first : regions.table - first;
          return <Frame key={panel.title} panel={panel} width={width} height={height} paint={paint} />;
        })}
      </Box>
    </Box>
  );
}

export function Detail({ screen: { regions, detail }, columns, paint }: PartProps): ReactNode {
  if (regions.layout === 'wide') return <Frame panel={detail} width={columns} height={regions.detail} paint={paint} />;
  return <Lines lines={ruled(detail, columns, paint)} height={regions.detail} />;
}

/** In the narrow layout the table needs no title; what stands in its place does. */
function tableLines(table: Panel, columns: number, paint: Paint): string[] {
  return table.title === 'Agents' || table.title === '' ? table.lines : ruled(table, columns, paint);
}

function Lines({ lines, height }: { lines: readonly string[]; height: number }): ReactNode {
  if (height === 0) return null;
  return (
    <Box flexDirection="column" height={height} flexShrink={0}>
      {lines.slice(0, height).map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is known by its place, whatever stands in it
        <Text key={index} wrap="truncate">
          {text === '' ? ' ' : text}
        </Text>
      ))}
    </Box>
  );
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
        {panel.lines.slice(0, height - 2).map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <Text key={index} wrap="truncate">
            {text === '' ? ' ' : text}
          </Text>
        ))}
      </Box>
    </Box>
  );
}
