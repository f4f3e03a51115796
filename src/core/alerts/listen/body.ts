import type { IncomingMessage } from 'node:http';

/** In bytes. A little less than a file may have: it may become longer when it is put into one. */
export const LONGEST_BODY = 1_000_000;
/** So much of what is too long is still read, so that its sender reads the answer instead of a broken connection. */
const MOST_DISCARDED = 8_000_000;

/** A request's body as text, or why it is not taken. Null: the sender has gone. */
export async function readBody(request: IncomingMessage): Promise<{ text: string } | 'too long' | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= LONGEST_BODY) chunks.push(chunk);
      else chunks.length = 0;
      if (length > MOST_DISCARDED) break;
    }
  } catch {
    return null;
  }
  return length > LONGEST_BODY ? 'too long' : { text: Buffer.concat(chunks).toString('utf8') };
}
