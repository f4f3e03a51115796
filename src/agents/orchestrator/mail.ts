import { errorText } from '../../core/errors.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import { appendHistory } from '../../core/sessions/history.ts';
import {
  type Message,
  makeMailbox,
  postReply,
  takeMessages,
  tray,
  unansweredMessages,
} from '../../core/sessions/mailbox.ts';
import { countResponse } from './counters.ts';
import type { Desk } from './desk.ts';
import { type Answer, answer } from './orders/carry-out.ts';

export interface Mailroom {
  close(): void;
}

/** Serves a session's mailbox: one message after the other, each answered once. `prefix` narrows an order to the agent whose mailbox it is. */
export function serveMail(desk: Desk): Mailroom {
  const id = desk.session.id;
  makeMailbox(desk.at, id);
  let busy: Promise<void> = Promise.resolve();
  const take = (messages: Message[]) => {
    for (const message of messages) busy = busy.then(() => respond(desk, id, message));
  };
  const look = () => {
    if (desk.stopping) return;
    try {
      take(takeMessages(desk.at, id));
    } catch (error) {
      desk.log('error', 'mail', `the mailbox could not be read: ${errorText(error)}`);
    }
  };
  // What an orchestrator before this one took and did not answer comes first.
  take(unansweredMessages(desk.at, id));
  const watch = watchFolder(tray(desk.at, id, 'incoming'), look);
  look();
  return watch;
}

async function respond(desk: Desk, id: string, message: Message): Promise<void> {
  const begun = performance.now();
  let given: Answer;
  try {
    given = await answer(desk, message.text, { by: message.from, id: message.id });
  } catch (error) {
    given = { status: 'error', text: `That failed: ${errorText(error)}` };
    desk.log('error', 'mail', `${message.id}: ${errorText(error)}`);
  }
  const at = new Date().toISOString();
  const tookMs = Math.round(performance.now() - begun);
  try {
    postReply(desk.at, id, { version: 1, messageId: message.id, at, from: desk.session.key, ...pick(given), tookMs });
    appendHistory(desk.at, id, [
      {
        version: 1,
        type: 'message',
        at: message.at,
        id: message.id,
        from: message.from,
        role: 'user',
        text: message.text,
        inReplyTo: null,
      },
      {
        version: 1,
        type: 'message',
        at,
        id: `${message.id}-reply`,
        from: desk.session.key,
        role: 'agent',
        text: given.text,
        inReplyTo: message.id,
      },
    ]);
  } catch (error) {
    // A full disk: the message stays among the taken ones without a reply and is answered by the next look after a start.
    desk.log('error', 'mail', `${message.id}: the reply could not be stored: ${errorText(error)}`);
    return;
  }
  countResponse(desk.counters, Math.max(tookMs, Date.now() - Date.parse(message.at)));
  desk.changed();
  given.after?.();
}

function pick({ status, text }: Answer): Pick<Answer, 'status' | 'text'> {
  return { status, text };
}
