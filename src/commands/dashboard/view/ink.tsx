import { EventEmitter } from 'node:events';
import { render, renderToString } from 'ink';
import { createElement } from 'react';
import type { Size } from '../state/model.ts';
import { App } from './app.tsx';
import type { Screen } from './screen.ts';
import { type Paint, toAscii } from './theme.ts';

export interface Renderer {
  /** Lays the screen out and gives it to the painter at once. */
  show(screen: Screen, size: Size, paint: Paint): void;
  unmount(): void;
}

/**
 * Ink as a layout engine: with `debug` it writes one whole frame to its standard output for every commit, and that output is ours. Its
 * own ways to the terminal are not used: 6.8 clears the scrollback on a frame of the screen's height, and its incremental mode
 * paints every line one too low.
 */
export function createRenderer(options: {
  ascii: boolean;
  frame: (text: string) => void;
  failed: (error: unknown) => void;
}): Renderer {
  const sink = Object.assign(new EventEmitter(), {
    columns: 80,
    rows: 24,
    // Not a terminal to Ink, so that it hides no cursor and asks no terminal anything.
    isTTY: false,
    write(text: string) {
      options.frame(options.ascii ? toAscii(text) : text);
      return true;
    },
  });
  const stdout = sink as unknown as NodeJS.WriteStream;
  let instance: ReturnType<typeof render> | null = null;
  return {
    show(screen, size, paint) {
      sink.columns = size.columns;
      sink.rows = size.rows;
      const element = createElement(App, { screen, columns: size.columns, paint });
      if (instance !== null) return instance.rerender(element);
      instance = render(element, { stdout, debug: true, patchConsole: false, exitOnCtrlC: false });
      instance.waitUntilExit().catch(options.failed);
    },
    unmount() {
      instance?.unmount();
    },
  };
}

/** One frame as text, without a terminal. */
export function frameText(screen: Screen, columns: number, paint: Paint, ascii: boolean): string {
  const text = renderToString(createElement(App, { screen, columns, paint }), { columns });
  return ascii ? toAscii(text) : text;
}
