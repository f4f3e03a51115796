import { BINDINGS, type Binding, type Scope } from '../state/bindings.ts';
import { cells } from './cells.ts';
import type { Paint } from './theme.ts';

/** What everybody tries anyway, or can do without: shown where there is room for all else. */
const FIT_LAST: readonly string[] = ['down', 'scrollDown', 'pause', 'tab'];

/** The keys that mean something here, as many as fit; help and quit always. `labels` go before those of the table. */
export function keyLine(
  scope: Scope,
  width: number,
  off: (binding: Binding) => boolean,
  paint: Paint,
  labels: Readonly<Record<string, string>> = {},
): string {
  const useful = BINDINGS.filter(({ scopes, label }) => scopes.includes(scope) && label !== '').map((binding) => ({
    ...binding,
    label: labels[binding.action] ?? binding.label,
  }));
  const kept: typeof useful = [];
  const always = useful.filter(({ action }) => action === 'help' || action === 'quit');
  let left = width - 2 - always.reduce((sum, { label }) => sum + cells(label) + 2, 0);
  const first = useful.filter(({ action }) => !FIT_LAST.includes(action));
  const last = useful.filter(({ action }) => FIT_LAST.includes(action));
  for (const binding of [...first, ...last]) {
    if (always.includes(binding)) continue;
    const needed = cells(binding.label) + 2;
    if (needed > left) continue;
    left -= needed;
    kept.push(binding);
  }
  const shown = useful.filter((binding) => kept.includes(binding) || always.includes(binding));
  const text = shown.map((binding) => keyLabel(binding.label, off(binding), paint)).join('  ');
  return ` ${text}`;
}

function keyLabel(label: string, off: boolean, paint: Paint): string {
  if (off) return paint('quiet', label);
  const space = label.indexOf(' ');
  return `${paint('strong', label.slice(0, space))}${label.slice(space)}`;
}
