import type { Layout } from '../files/layout.ts';
import { watchFolder } from '../files/watch-folder.ts';
import { type Reply, readReply, tray } from './mailbox.ts';

const LOOK_EVERY_MS = 500;
/** A longer timer of Node would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits for the reply to a message; null when the time is over first. The message stays where it is. */
export function awaitReply(at: Layout, sessionId: string, messageId: string, timeoutMs: number): Promise<Reply | null> {
  return new Promise((resolve) => {
    const end = (reply: Reply | null) => {
      clearTimeout(timer);
      watch.close();
      resolve(reply);
    };
    const look = () => {
      const reply = readReply(at, sessionId, messageId);
      if (reply !== null) end(reply);
    };
    const timer = setTimeout(() => end(readReply(at, sessionId, messageId)), Math.min(timeoutMs, LONGEST_MS));
    const watch = watchFolder(tray(at, sessionId, 'replies'), look, LOOK_EVERY_MS);
    look();
  });
}
