/** One value of a family. No time stands with it: node_exporter's textfile collector refuses a file that has one. */
export interface MetricValue {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** One metric with its values. Names in the base units that Prometheus asks for: seconds, bytes, ratios from 0 to 1. */
export interface MetricFamily {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  values: readonly MetricValue[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

function labelText(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (!LABEL_NAME.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a label`);
    return `${name}="${escapeLabel(value)}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** The text exposition format, version 0.0.4. Families of one name become one, in the order they came; those without values are left out. */
export function renderFamilies(families: readonly MetricFamily[]): string {
  const merged = new Map<string, MetricFamily>();
  for (const family of families) {
    if (!METRIC_NAME.test(family.name)) throw new Error(`${JSON.stringify(family.name)} is no name of a metric`);
    const known = merged.get(family.name);
    merged.set(family.name, known === undefined ? family : { ...known, values: [...known.values, ...family.values] });
  }
  const blocks = [...merged.values()].map(({ name, help, type, values }) => {
    // The same labels twice make the whole file unreadable: the later value counts.
    const lines = new Map(values.map(({ labels, value }) => [`${name}${labelText(labels)}`, numberText(value)]));
    if (lines.size === 0) return '';
    const body = [...lines].map(([series, value]) => `${series} ${value}\n`).join('');
    return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${body}`;
  });
  return blocks.join('');
}
