import { characters } from '../view/cells.ts';

/** One text being written: what stands before the cursor and what stands behind it. */
export interface Draft {
  before: string;
  after: string;
}

export const EMPTY: Draft = { before: '', after: '' };

export function textOf(draft: Draft): string {
  return draft.before + draft.after;
}

export function draftOf(text: string): Draft {
  return { before: text, after: '' };
}

export function insert(draft: Draft, text: string): Draft {
  return { before: draft.before + text, after: draft.after };
}

function withoutLast(text: string): [rest: string, last: string] {
  const last = characters(text).at(-1) ?? '';
  return [text.slice(0, text.length - last.length), last];
}

function withoutFirst(text: string): [first: string, rest: string] {
  const first = characters(text)[0] ?? '';
  return [first, text.slice(first.length)];
}

type Edit = (draft: Draft) => Draft;

/** The editing keys that every shell has. */
const EDITS: Readonly<Record<string, Edit>> = {
  backspace: ({ before, after }) => ({ before: withoutLast(before)[0], after }),
  delete: ({ before, after }) => ({ before, after: withoutFirst(after)[1] }),
  '^d': ({ before, after }) => ({ before, after: withoutFirst(after)[1] }),
  left: ({ before, after }) => {
    const [rest, last] = withoutLast(before);
    return { before: rest, after: last + after };
  },
  right: ({ before, after }) => {
    const [first, rest] = withoutFirst(after);
    return { before: before + first, after: rest };
  },
  home: (draft) => ({ before: '', after: textOf(draft) }),
  '^a': (draft) => ({ before: '', after: textOf(draft) }),
  end: (draft) => draftOf(textOf(draft)),
  '^e': (draft) => draftOf(textOf(draft)),
  '^u': ({ after }) => ({ before: '', after }),
  '^k': ({ before }) => ({ before, after: '' }),
  '^w': ({ before, after }) => ({ before: before.replace(/\S*\s*$/, ''), after }),
};

/** What a key does to the text; null where it is none of the editor's. */
export function edit(draft: Draft, key: string): Draft | null {
  const known = EDITS[key];
  if (known !== undefined) return known(draft);
  const isText = characters(key).length === 1 && key >= ' ';
  return isText ? insert(draft, key) : null;
}
