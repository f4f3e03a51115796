/** An answer in place: the command of ops that gives it, bound to the id of what it is about. */
export interface Answer {
  /** For the key bar and the question: approve, acknowledge, send again. */
  label: string;
  words: readonly string[];
}

/** One thing that waits for a person. */
export interface Need {
  id: string;
  /** A short word for the strip: APPROVE, ASK, ALERT, INCIDENT, FAILED, LOST, DOWN. */
  kind: string;
  /** What is asked or wrong, in one line. */
  text: string;
  /** Since when, ISO 8601; null where nobody wrote it down. */
  since: string | null;
  /** The table's row that it is about. */
  rowId: string | null;
  /** The whole of it, for `v`. */
  body: string;
  /** What `y` and `n` do about it; null: it is only looked at. */
  yes: Answer | null;
  no: Answer | null;
  /** Decisions come before faults. */
  rank: 0 | 1;
}

/** Something that is wrong, and asks for no decision unless it says so. */
export function fault(need: Omit<Need, 'yes' | 'no' | 'rank'> & Partial<Pick<Need, 'yes' | 'no'>>): Need {
  return { yes: null, no: null, ...need, rank: 1 };
}
