import { BINDINGS, keyName, type Scope } from './bindings.ts';

/** The help's parts, in order: a title and where its keys hold. */
const PARTS: readonly (readonly [title: string, scope: Scope])[] = [
  ['In the table', 'table'],
  ['In the detail', 'detail'],
  ['When something needs you', 'need'],
  ['When asked', 'confirm'],
  ['In the message box', 'message'],
  ['In the palette', 'palette'],
];

export interface HelpLine {
  /** Absent for a title. */
  keys?: string;
  text: string;
}

/** Made from the table of keys; docs/dashboard.md holds the same. */
export function helpLines(): HelpLine[] {
  return PARTS.flatMap(([title, scope], index) => {
    const bindings = BINDINGS.filter(({ scopes }) => scopes.includes(scope));
    const lines = bindings.map(({ keys, help }) => ({ keys: keys.map(keyName).join(' '), text: help }));
    return [...(index === 0 ? [] : [{ text: '' }]), { text: title }, ...lines];
  });
}
