import { BINDINGS, type Binding, keyName, type Scope } from './bindings.ts';
import type { State, World } from './model.ts';
import { offReason } from './off.ts';
import { type Line, line } from './text-line.ts';

/** The help's parts, in order: a title and where its keys hold. */
const PARTS: readonly (readonly [title: string, scope: Scope])[] = [
  ['In the table', 'table'],
  ['In the detail', 'detail'],
  ['When something needs you', 'need'],
  ['When asked', 'confirm'],
  ['In the message box', 'message'],
  ['In the palette', 'palette'],
];

export interface HelpPart {
  title: string;
  scope: Scope;
  bindings: readonly Binding[];
}

/** Made from the table of keys; docs/dashboard.md holds the same. */
export function helpParts(): HelpPart[] {
  return PARTS.map(([title, scope]) => ({
    title,
    scope,
    bindings: BINDINGS.filter(({ scopes }) => scopes.includes(scope)),
  }));
}

export function keyNames({ keys }: Pick<Binding, 'keys'>): string {
  return keys.map(keyName).join(' ');
}

/** The keys of where the person is first; what would do nothing now says why. */
export function helpLines(state: State, world: World, from: Scope): Line[] {
  const parts = helpParts();
  const ordered = [...parts.filter(({ scope }) => scope === from), ...parts.filter(({ scope }) => scope !== from)];
  return ordered.flatMap(({ title, scope, bindings }, index) => [
    ...(index === 0 ? [] : [line('')]),
    line(title, 'heading'),
    ...bindings.map((binding) => {
      const why = scope === from ? offReason(binding, state, world) : null;
      const text = `  ${keyNames(binding).padEnd(12)} ${binding.help}`;
      return why === null ? line(text) : line(`${text} (not now: ${why})`, 'quiet');
    }),
  ]);
}
