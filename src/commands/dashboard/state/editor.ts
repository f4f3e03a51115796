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

/** The same place in the line above or below; at the first and the last line nothing. */
function inLine(draft: Draft, by: 1 | -1): Draft {
  const lines = textOf(draft).split('\n');
  const above = draft.before.split('\n');
  const row = above.length - 1 + by;
  const line = lines[row];
  if (line === undefined) return draft;
  const taken = characters(line)
    .slice(0, characters(above.at(-1) ?? '').length)
    .join('');
  return {
    before: [...lines.slice(0, row), taken].join('\n'),
    after: [line.slice(taken.length), ...lines.slice(row + 1)].join('\n'),
  };
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
  up: (draft) => inLine(draft, -1),
  down: (draft) => inLine(draft, 1),
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
