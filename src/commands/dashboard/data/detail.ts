import { errorText } from '../../../core/errors.ts';
import { readLastJsonLines, readTail } from '../../../core/files/json-lines.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { type HistoryEntry, historyPath } from '../../../core/sessions/history.ts';
import { outputPath } from '../../../core/sessions/settle.ts';
import { stripControl } from '../../../core/text/control.ts';
import { signature } from './reader.ts';

/** What one session said: its own output, and the history of its messages and events. */
export interface Detail {
  sessionId: string;
  /** Lines of the end of the output; null where there is no file. */
  output: readonly string[] | null;
  /** More lies before them. */
  cut: boolean;
  history: readonly HistoryEntry[];
  problem: string | null;
}

const OUTPUT_BYTES = 128 * 1024;
const HISTORY_BYTES = 64 * 1024;

export function linesOf(text: string): string[] {
  const lines = stripControl(text).replaceAll('\t', '    ').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export interface DetailReader {
  /** The detail of one session, the very same where nothing changed; null for none. */
  look(sessionId: string | null): Detail | null;
}

/** Reads the files of the selected session alone. */
export function createDetailReader(at: Layout): DetailReader {
  let detail: Detail | null = null;
  let mark = '';

  return {
    look(sessionId) {
      if (sessionId === null) return null;
      try {
        const paths = [outputPath(at, sessionId), historyPath(at, sessionId)];
        const now = `${sessionId} ${signature(paths)}`;
        if (detail !== null && now === mark) return detail;
        mark = now;
        detail = readDetail(at, sessionId);
      } catch (error) {
        mark = '';
        detail = { sessionId, output: null, cut: false, history: [], problem: errorText(error) };
      }
      return detail;
    },
  };
}

function readDetail(at: Layout, sessionId: string): Detail {
  const tail = readTail(outputPath(at, sessionId), OUTPUT_BYTES);
  const lines = tail === null ? null : linesOf(tail.text);
  // The first of a cut file's lines is the rest of one.
  if (tail?.cut === true) lines?.shift();
  const history = readLastJsonLines<HistoryEntry>(historyPath(at, sessionId), HISTORY_BYTES).values;
  return { sessionId, output: lines, cut: tail?.cut ?? false, history, problem: null };
}
