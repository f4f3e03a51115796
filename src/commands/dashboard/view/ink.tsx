import { EventEmitter } from 'node:events';
import { Box, render, renderToString } from 'ink';
import { createElement } from 'react';
import type { Size } from '../state/model.ts';
import { Body, Detail, Foot, Head, type Part } from './parts.tsx';
import type { Screen } from './screen.ts';
import { type Paint, toAscii } from './theme.ts';

interface Place {
  part: Part;
  height: (screen: Screen) => number;
  /** What it shows: the same again is not laid out again. */
  content: (screen: Screen) => unknown;
}

/** The screen from top to bottom. Ink goes through every cell of a tree for each frame of it, so each part is a tree of its own. */
const PLACES: readonly Place[] = [
  {
    part: Head,
    height: ({ regions }) => regions.header + regions.strip,
    content: ({ header, strip }) => [header, strip],
  },
  { part: Body, height: ({ regions }) => regions.table, content: ({ table, aside }) => [table, aside] },
  { part: Detail, height: ({ regions }) => regions.detail, content: ({ detail }) => detail },
  { part: Foot, height: ({ regions }) => regions.prompt + regions.keys, content: ({ prompt, keys }) => [prompt, keys] },
];

export interface Renderer {
  /** Lays the screen out and gives it to the painter at once. */
  show(screen: Screen, size: Size, paint: Paint): void;
  unmount(): void;
}

export interface RendererOptions {
  ascii: boolean;
  frame: (text: string) => void;
  failed: (error: unknown) => void;
}

/** Ink as a layout engine. Its own ways to the terminal are not used; ours is the painter. */
export function createRenderer({ ascii, frame, failed }: RendererOptions): Renderer {
  const layouts = PLACES.map((place) => createLayout(place, failed));
  return {
    show(screen, size, paint) {
      const text = layouts.flatMap((layout) => layout.lines(screen, size, paint)).join('\n');
      frame(ascii ? toAscii(text) : text);
    },
    unmount() {
      for (const layout of layouts) layout.unmount();
    },
  };
}

/**
 * One Ink tree. With `debug` Ink writes a whole frame to its standard output for every commit, and that output is ours. In its usual
 * mode Ink 6.8 clears the scrollback on a frame of the screen's height, and its incremental mode paints every line one too low.
 */
function createLayout({ part, height, content }: Place, failed: (error: unknown) => void) {
  let text = '';
  let shown = '';
  let instance: ReturnType<typeof render> | null = null;
  const sink = Object.assign(new EventEmitter(), {
    columns: 80,
    rows: 24,
    // Not a terminal to Ink, so that it hides no cursor and asks no terminal anything.
    isTTY: false,
    write(frame: string) {
      text = frame;
      return true;
    },
  });
  const stdout = sink as unknown as NodeJS.WriteStream;
  return {
    lines(screen: Screen, size: Size, paint: Paint): string[] {
      const wanted = height(screen);
      if (wanted === 0) return [];
      const now = JSON.stringify([size.columns, screen.regions, content(screen)]);
      if (now !== shown) {
        shown = now;
        sink.columns = size.columns;
        const element = createElement(part, { screen, columns: size.columns, paint });
        if (instance === null) {
          instance = render(element, { stdout, debug: true, patchConsole: false, exitOnCtrlC: false });
          instance.waitUntilExit().catch(failed);
        } else instance.rerender(element);
      }
      return exactly(text, wanted);
    },
    unmount: () => instance?.unmount(),
  };
}

function exactly(text: string, height: number): string[] {
  const lines = text.split('\n').slice(0, height);
  return [...lines, ...new Array<string>(height - lines.length).fill('')];
}

/** One frame as text, without a terminal. */
export function frameText(screen: Screen, columns: number, paint: Paint, ascii: boolean): string {
  const lines = PLACES.filter(({ height }) => height(screen) > 0).flatMap(({ part, height }) => {
    const element = createElement(Box, { width: columns }, createElement(part, { screen, columns, paint }));
    return exactly(renderToString(element, { columns }), height(screen));
  });
  const text = lines.join('\n');
  return ascii ? toAscii(text) : text;
}
