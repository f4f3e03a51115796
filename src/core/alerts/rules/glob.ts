const compiled = new Map<string, RegExp>();
const MOST_KEPT = 500;

/** Whether a text is what a pattern says; * stands for any text. */
export function matchesGlob(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expression = new RegExp(`^${parts.join('.*')}$`, 'su');
    if (compiled.size >= MOST_KEPT) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** Whether labels are what matchers say. A label that is not there counts as empty. */
export function matchesLabels(
  matchers: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(matchers).every(([name, pattern]) => matchesGlob(pattern, labels[name] ?? ''));
}
