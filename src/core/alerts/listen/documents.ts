import { objectOf } from '../urgent/fields.ts';
import { jsonOf, LONGEST_DOCUMENT, parseUrgent } from '../urgent/parse.ts';

/** What is stored as an urgent file, or why nothing is. */
export type Document = { text: string; alarms: number; problems: string[] } | { refused: string; isTooLong?: true };

/** How the body of each address becomes what an urgent file holds; a text says why it does not. */
const SHAPES: Readonly<Record<Shape, (value: unknown) => object | string>> = {
  own: (value) => objectOf(value) ?? (Array.isArray(value) ? value : 'is neither a JSON object nor a list of them'),
  alertmanager: (value) => {
    const object = objectOf(value);
    return Array.isArray(object?.alerts) ? { receiver: 'ops', ...object } : 'has no list of alerts';
  },
  prometheus: (value) =>
    Array.isArray(value) ? { receiver: 'ops', source: 'prometheus', alerts: value } : 'is no list of alerts',
};

export type Shape = 'own' | 'alertmanager' | 'prometheus';

/** Reads a body as what its address takes. What no alarm can be read from is the sender's to mend, who is still there to be told. */
export function documentOf(shape: Shape, body: string, now: number): Document {
  const read = jsonOf(body);
  if ('problem' in read) return { refused: read.problem };
  const held = SHAPES[shape](read.value);
  if (typeof held === 'string') return { refused: held };
  const text = textOf(held);
  if (text === null) return { refused: 'is nested too deeply' };
  if (Buffer.byteLength(text) > LONGEST_DOCUMENT) return { refused: 'is too long', isTooLong: true };
  const { alarms, problems } = parseUrgent(held, now);
  const [problem] = problems;
  if (problem !== undefined && alarms.length === 0) return { refused: problem };
  return { text, alarms: alarms.length, problems };
}

/** What parses is not always written again: writing goes down into each level. */
function textOf(value: object): string | null {
  try {
    return `${JSON.stringify(value)}\n`;
  } catch {
    return null;
  }
}
