import { blankColors } from '../colors.ts';
import type { LogEvent } from '../event.ts';
import { eachWord } from './each-word.ts';
import { type ContextLearner, LOCAL, type VariableContexts } from './variable-contexts.ts';

/** A line in the reader's buffer: its class is of bytes[from..end), of which the first `most` are looked at. */
interface Place {
  start: number;
  from: number;
  end: number;
  most: number;
}

/**
 * The message of a line that is being learned. Words in variable contexts are overwritten by digits: to the miner, values like any
 * other. Of all other words the learner is told, but for the first, which names the event.
 */
export function withoutNames(
  bytes: Buffer,
  { start, from, end, most }: Place,
  event: LogEvent,
  contexts: VariableContexts,
  learner: ContextLearner,
): string {
  const length = Math.min(end - start, most);
  const copy = Buffer.from(bytes.subarray(start, start + length));
  let wordsOfMessage = 0;
  eachWord(bytes, start, from, end, contexts, (word, isVariable) => {
    if (word.start - start < event.messageStart) return;
    wordsOfMessage += 1;
    if (wordsOfMessage === 1) return;
    if (isVariable) copy.fill(48, Math.min(length, word.start - start), Math.min(length, word.end - start));
    else {
      learner.saw(word.low, word.high, word.word);
      if (word.local !== 0) learner.saw(word.local, LOCAL, word.word);
    }
  });
  if (event.format !== 'plain') return event.message;
  return blankColors(copy.toString('utf8')).trimEnd().slice(event.messageStart);
}
