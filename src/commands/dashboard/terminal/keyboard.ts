import { createDecoder, type InputEvent } from './keys.ts';

/** A lone escape is a key when nothing has followed it for so long. */
const ESCAPE_MS = 30;

/** Hands over what is pressed, as it comes in one piece. */
export function listenToKeys(
  stdin: NodeJS.ReadStream,
  take: (inputs: readonly InputEvent[]) => void,
): { close(): void } {
  const decoder = createDecoder();
  let loneEscape: NodeJS.Timeout | null = null;
  const give = (inputs: readonly InputEvent[]) => {
    if (inputs.length > 0) take(inputs);
  };
  const onData = (chunk: string | Buffer) => {
    if (loneEscape !== null) clearTimeout(loneEscape);
    give(decoder.push(String(chunk)));
    if (decoder.waiting()) loneEscape = setTimeout(() => give(decoder.flush()), ESCAPE_MS);
  };
  stdin.on('data', onData);
  return {
    close() {
      if (loneEscape !== null) clearTimeout(loneEscape);
      stdin.off('data', onData);
    },
  };
}
