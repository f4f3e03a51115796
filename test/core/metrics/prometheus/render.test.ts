import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configSchema } from '../../../../src/core/config/schema.ts';
import { collect } from '../../../../src/core/metrics/collect.ts';
import { checkFamilies } from '../../../../src/core/metrics/prometheus/check-families.ts';
import { renderFamilies } from '../../../../src/core/metrics/prometheus/render.ts';
import { textfile } from '../../../../src/core/metrics/prometheus/textfile.ts';
import { temporaryWorkspace } from '../temporary-workspace.ts';

/** What `promtool check metrics` looks at, rule by rule (its promlint), and the format of the text itself. */
function problemsOf(text: string): string[] {
  const problems: string[] = [];
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const series = new Set<string>();
  const units =
    /(?:^|_)(?:milliseconds?|microseconds?|nanoseconds?|minutes|hours|days|weeks|kilobytes|megabytes|bits|percent)(?:_|$)/;
  const abbreviated = /_(?:s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)$/;
  const value = '(?:-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|NaN|[+-]Inf)';
  const label = '[a-z_]+="(?:[^"\\\\\\n]|\\\\[\\\\n"])*"';
  const sample = new RegExp(`^([a-z_0-9]+)(?:\\{${label}(?:,${label})*\\})? ${value}$`, 'u');
  if (!text.endsWith('\n')) problems.push('no line break at the end');
  let current = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') helps.add(name);
    else if (kind === 'TYPE') {
      if (types.has(name)) problems.push(`${name}: a second type`);
      types.set(name, rest);
      current = name;
    } else {
      const found = sample.exec(line)?.[1];
      if (found === undefined) problems.push(`unreadable: ${line}`);
      else if (found !== current) problems.push(`${found}: stands below ${current}`);
      const key = line.slice(0, line.lastIndexOf(' '));
      if (series.has(key)) problems.push(`${key}: twice`);
      series.add(key);
    }
  }
  for (const [name, type] of types) {
    if (!helps.has(name)) problems.push(`${name}: no help`);
    if (type === 'counter' && !name.endsWith('_total')) problems.push(`${name}: a counter without _total`);
    if (type !== 'counter' && name.endsWith('_total')) problems.push(`${name}: _total is for counters`);
    if (/_(?:count|sum|bucket|info)$/.test(name)) problems.push(`${name}: a reserved ending`);
    if (/(?:^|_)(?:gauge|counter|summary|histogram)(?:_|$)/.test(name)) problems.push(`${name}: its type in its name`);
    if (/[A-Z:]/.test(name)) problems.push(`${name}: not in snake case`);
    if (units.test(name)) problems.push(`${name}: not in a base unit`);
    if (abbreviated.test(name)) problems.push(`${name}: an abbreviated unit`);
  }
  return problems;
}

test('a real sample of this machine passes what promtool checks', async () => {
  const at = temporaryWorkspace();
  const { sample, problems } = await collect(at, configSchema.parse({}), { intervalSeconds: 300 });
  expect(problems).toEqual([]);
  const healthChecks = [
    {
      name: 'a "quoted"\n\\name',
      type: 'http',
      status: 'warning',
      up: true,
      at: '',
      latencyMs: 12.5,
      value: null,
      message: '',
    },
  ] as const;
  const text = textfile(at, { ...sample, healthChecks: [...healthChecks] }, Date.now());
  expect(problemsOf(text)).toEqual([]);
  expect(text).toContain('\nops_cpu_used_ratio ');
  expect(text).toContain('ops_health_check_up{check="a \\"quoted\\"\\n\\\\name",type="http"} 1\n');
  expect(text).toContain('\nops_sessions_known 0\n');
  expect(text).toMatch(/\nops_disk_used_ratio\{mount="\/"\} 0\.\d+\n/);
});

test('whatever a label holds, the text stays readable, and the same labels never stand twice', () => {
  const values = fc.array(fc.record({ labels: fc.record({ a: fc.string({ unit: 'grapheme' }) }), value: fc.double() }));
  fc.assert(
    fc.property(values, (given) => {
      const text = renderFamilies([
        { name: 'ops_a', help: 'One\nline \\ of help.', type: 'gauge', values: given },
        { name: 'ops_a', help: 'Again.', type: 'gauge', values: given },
      ]);
      expect(text === '' ? [] : problemsOf(text)).toEqual([]);
    }),
  );
});

test('a family without values is left out, and a bad name is refused', () => {
  const family = { name: 'ops_a', help: 'A.', type: 'gauge' as const, values: [] };
  expect(renderFamilies([family])).toBe('');
  expect(() => renderFamilies([{ ...family, name: 'a b' }])).toThrow('no name of a metric');
  expect(() => renderFamilies([{ ...family, values: [{ labels: { 'a-b': '' }, value: 1 }] }])).toThrow(
    'no name of a label',
  );
});

test('a certificate has its seconds left, a file its age, and a check without a value neither', () => {
  const common = { status: 'ok', up: true, at: '2026-01-01T00:00:00Z', latencyMs: null, message: '' } as const;
  const text = renderFamilies(
    checkFamilies([
      { ...common, name: 'shop', type: 'tls', value: 19 },
      { ...common, name: 'backup', type: 'file', value: 3_600 },
      { ...common, name: 'gone', type: 'file', value: null },
    ]),
  );
  expect(text).toContain('ops_certificate_remaining_seconds{check="shop"} 1641600\n');
  expect(text).toContain('ops_file_age_seconds{check="backup"} 3600\n');
  expect(text).not.toContain('ops_file_age_seconds{check="gone"}');
});
