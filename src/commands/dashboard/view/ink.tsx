import { EventEmitter } from 'node:events';
import { render } from 'ink';
import { createElement, type ReactElement } from 'react';
import type { Size } from '../state/model.ts';
import { exactly, Lines, partsOf } from './parts.tsx';
import type { Screen } from './screen.ts';
import { type Paint, toAscii } from './theme.ts';

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

/**
 * Ink as a layout engine; its own ways to the terminal are not used, ours is the painter. Ink goes through every cell of its tree for
 * every frame, which is nearly all that a frame costs: so only lines and panels that changed are laid out again.
 */
export function createRenderer({ ascii, frame, failed }: RendererOptions): Renderer {
  const trees = new Map<string, { tree: Tree; shown: string }>();
  const changed = createTree(failed);
  let known = new Map<string, string>();
  let width = 0;

  const linesOf = (lines: readonly string[]): string[] => {
    const unknown = [...new Set(lines.filter((line) => !known.has(line)))];
    const laidOut = unknown.length === 0 ? [] : changed.lines(createElement(Lines, { lines: unknown }), width);
    for (const [index, line] of unknown.entries()) known.set(line, laidOut[index] ?? '');
    return lines.map((line) => known.get(line) ?? '');
  };
  const panelsOf = (name: string, element: ReactElement, content: string): string[] => {
    const { tree, shown } = trees.get(name) ?? { tree: createTree(failed), shown: null };
    if (shown !== content) tree.lines(element, width);
    trees.set(name, { tree, shown: content });
    return tree.last();
  };

  return {
    show(screen, size, paint) {
      if (size.columns !== width) known = new Map();
      width = size.columns;
      const parts = partsOf(screen, width, paint);
      const lines = parts.flatMap((part) => {
        if ('lines' in part) return linesOf(part.lines);
        return exactly(
          panelsOf(part.name, part.tree, JSON.stringify([width, screen.regions, part.content])),
          part.height,
        );
      });
      // What is not on the screen any more is forgotten.
      const used = new Set(parts.flatMap((part) => ('lines' in part ? part.lines : [])));
      known = new Map([...known].filter(([line]) => used.has(line)));
      const text = lines.join('\n');
      frame(ascii ? toAscii(text) : text);
    },
    unmount() {
      changed.unmount();
      for (const { tree } of trees.values()) tree.unmount();
    },
  };
}

interface Tree {
  /** Lays an element out at this width. */
  lines(element: ReactElement, columns: number): string[];
  last(): string[];
  unmount(): void;
}

/**
 * One Ink tree. With `debug` Ink writes a whole frame to its standard output for every commit, and that output is ours. In its usual
 * mode Ink 6.8 clears the scrollback on a frame of the screen's height, and its incremental mode paints every line one too low.
 */
function createTree(failed: (error: unknown) => void): Tree {
  let text = '';
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
    lines(element, columns) {
      sink.columns = columns;
      if (instance === null) {
        instance = render(element, { stdout, debug: true, patchConsole: false, exitOnCtrlC: false });
        instance.waitUntilExit().catch(failed);
      } else instance.rerender(element);
      return text.split('\n');
    },
    last: () => text.split('\n'),
    unmount: () => instance?.unmount(),
  };
}
