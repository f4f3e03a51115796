/** `agents.reporter.schedule`, `escalation_channels[0]` and `escalation_channels.0` as a list of keys. */
export function parsePath(text: string): string[] {
  return text.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
}

/** The value at a path; undefined where there is none. What every object inherits is none of it. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    if (Array.isArray(inner) && key === 'length') return undefined;
    inner = (inner as Record<PropertyKey, unknown>)[key];
  }
  return inner;
}
