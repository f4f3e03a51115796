import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { cells, clip, fill } from './cells.ts';
import type { Panel } from './detail.ts';
import type { Screen } from './screen.ts';
import { type Paint, SYMBOLS } from './theme.ts';

interface AppProps {
  screen: Screen;
  columns: number;
  paint: Paint;
}

/** Puts the finished lines in their places. No state, no effects, no keys: those are plain TypeScript. */
export function App({ screen, columns, paint }: AppProps): ReactNode {
  const { regions } = screen;
  const wide = regions.layout === 'wide';
  return (
    <Box flexDirection="column" width={columns}>
      <Lines lines={screen.header} height={regions.header} />
      <Lines lines={screen.strip} height={regions.strip} />
      {wide && regions.table > 0 ? (
        <Box height={regions.table}>
          <Frame panel={screen.table} width={regions.tableWidth} height={regions.table} paint={paint} />
          <Box flexDirection="column" marginLeft={1}>
            {screen.aside.map((panel, index) => {
              const width = columns - regions.tableWidth - 1;
              const first = (screen.aside[0]?.lines.length ?? 0) + 2;
              const height = index === 0 ? first : regions.table - first;
              return <Frame key={panel.title} panel={panel} width={width} height={height} paint={paint} />;
            })}
          </Box>
        </Box>
      ) : (
        <Lines lines={tableWithTitle(screen, columns, paint)} height={regions.table} />
      )}
      {wide ? (
        <Frame panel={screen.detail} width={columns} height={regions.detail} paint={paint} />
      ) : (
        <Ruled panel={screen.detail} width={columns} height={regions.detail} paint={paint} />
      )}
      <Lines lines={screen.prompt} height={regions.prompt} />
      <Lines lines={screen.keys} height={regions.keys} />
    </Box>
  );
}

/** In the narrow layout the table needs no title; what stands in its place does. */
function tableWithTitle({ table }: Screen, columns: number, paint: Paint): string[] {
  if (table.title === 'Agents' || table.title === '') return table.lines;
  return [rule(table, columns, paint), ...table.lines.map((text) => ` ${text}`)];
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

function rule({ title, note }: Panel, width: number, paint: Paint): string {
  const end = note === '' ? '' : ` ${note} ${SYMBOLS.rule}`;
  const room = Math.max(0, width - cells(end) - 3);
  const shown = clip(title, room);
  const line = SYMBOLS.rule.repeat(Math.max(0, width - cells(shown) - cells(end) - 3));
  return `${paint('quiet', SYMBOLS.rule)} ${paint('heading', shown)} ${paint('quiet', `${line}${clip(end, width)}`)}`;
}

interface PanelProps {
  panel: Panel;
  width: number;
  height: number;
  paint: Paint;
}

/** A panel under a line with its title. */
function Ruled({ panel, width, height, paint }: PanelProps): ReactNode {
  if (height === 0) return null;
  return <Lines lines={[rule(panel, width, paint), ...panel.lines.map((text) => ` ${text}`)]} height={height} />;
}

/** A panel in a frame. Ink's borders take no title, so the upper one is drawn here. */
function Frame({ panel, width, height, paint }: PanelProps): ReactNode {
  if (height < 2) return null;
  const end = panel.note === '' ? '' : ` ${panel.note} `;
  const title = clip(panel.title, Math.max(0, width - cells(end) - 5));
  const line = SYMBOLS.rule.repeat(Math.max(0, width - cells(title) - cells(end) - 5));
  const top = `┌${SYMBOLS.rule} ${paint('heading', title)} ${line}${fill(end, cells(end))}┐`;
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text wrap="truncate">{top}</Text>
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
