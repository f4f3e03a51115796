/** What the outside does for the dashboard. Those that write carry what was confirmed and nothing else. */
export type Effect =
  | { type: 'quit' }
  | { type: 'suspend' }
  | { type: 'reread' }
  | { type: 'redraw' }
  /** Something new needs a person: heard once. */
  | { type: 'bell'; text: string }
  | { type: 'mouse'; on: boolean }
  | { type: 'save-frame' }
  /** The whole output of a session in the user's pager; `secure`: in one that can do nothing but read. */
  | { type: 'page'; sessionId: string; secure: boolean }
  | { type: 'cancel-command' }
  /** What may stand behind these words of a command. */
  | { type: 'complete'; key: string; words: readonly string[]; current: string }
  | { type: 'read-command'; words: readonly string[] }
  | { type: 'post'; sessionId: string; to: string; text: string }
  | { type: 'stop'; sessionId: string; runId: string; name: string; force: boolean }
  | { type: 'write-command'; words: readonly string[] };

const WRITES: readonly Effect['type'][] = ['post', 'stop', 'write-command'];

export function isWrite(effect: Effect): boolean {
  return WRITES.includes(effect.type);
}
