import { errorText } from '../../core/errors.ts';
import { type FolderWatch, watchFolder } from '../../core/files/watch-folder.ts';
import { type Message, makeMailbox, takeMessages, tray, unansweredMessages } from '../../core/sessions/mailbox.ts';
import { mainSessionId, sessionKey } from '../../core/sessions/names.ts';
import { countResponse } from './counters.ts';
import type { Desk } from './desk.ts';
import type { Answer } from './orders/carry-out.ts';
import { handle, isQuick } from './orders/handle.ts';
import { storeReply } from './store-reply.ts';

/** A mailbox that the orchestrator serves: its own, or that of an agent, whose messages are about that agent. */
interface Box {
  id: string;
  key: string;
  agentId: string | null;
}

/** How often a folder is read without a hint. An agent's mailbox seldom gets one, and there may be hundreds. */
const OWN_EVERY_MS = 5_000;
const AGENT_EVERY_MS = 30_000;

/** Serves the orchestrator's mailbox and its agents': every message is answered once. */
export function serveMail(desk: Desk): () => void {
  const watches = new Map<string, FolderWatch>();
  let busy: Promise<void> = Promise.resolve();

  const take = (box: Box, messages: readonly Message[]) => {
    for (const message of messages) {
      // What only tells is answered at once; what acts waits its turn, so that two orders never work against each other.
      if (isQuick(message.text, box.agentId)) void respond(desk, box, message);
      else busy = busy.then(() => respond(desk, box, message));
    }
  };
  const open = (box: Box) => {
    makeMailbox(desk.at, box.id);
    const look = () => {
      if (desk.stopping) return;
      try {
        take(box, takeMessages(desk.at, box.id));
      } catch (error) {
        desk.log('error', 'mail', `the mailbox of ${box.key} could not be read: ${errorText(error)}`);
      }
    };
    // What an orchestrator before this one took and did not answer comes first.
    take(box, unansweredMessages(desk.at, box.id));
    watches.set(
      box.id,
      watchFolder(tray(desk.at, box.id, 'incoming'), look, box.agentId === null ? OWN_EVERY_MS : AGENT_EVERY_MS),
    );
    look();
  };
  const openAll = () => {
    const boxes = [ownBox(desk), ...[...desk.units.keys()].map(agentBox)];
    for (const box of boxes) if (!watches.has(box.id)) open(box);
  };
  openAll();
  desk.onReload(openAll);
  return () => {
    for (const watch of watches.values()) watch.close();
  };
}

function ownBox(desk: Desk): Box {
  return { id: desk.session.id, key: desk.session.key, agentId: null };
}

function agentBox(agentId: string): Box {
  return { id: mainSessionId(agentId), key: sessionKey({ agentId, kind: 'main', job: null, runId: '' }), agentId };
}

async function respond(desk: Desk, box: Box, message: Message): Promise<void> {
  const begun = performance.now();
  let given: Answer;
  try {
    given = await handle(desk, message.text, { by: message.from, id: message.id }, box.agentId);
  } catch (error) {
    given = { status: 'error', text: `That failed: ${errorText(error)}` };
    desk.log('error', 'mail', `${message.id}: ${errorText(error)}`);
  }
  const at = new Date().toISOString();
  const tookMs = Math.round(performance.now() - begun);
  const { status, text } = given;
  const reply = { version: 1, messageId: message.id, at, from: box.key, status, text, tookMs } as const;
  if (!(await storeReply(desk, box.id, message, reply))) return;
  countResponse(desk.counters, Math.max(tookMs, Date.now() - Date.parse(message.at)));
  desk.changed();
  given.after?.();
}
