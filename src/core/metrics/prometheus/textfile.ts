import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import type { Sample } from '../sample.ts';
import { alertFamilies } from './alert-families.ts';
import { type MetricFamily, renderFamilies } from './render.ts';
import { sampleFamilies } from './sample-families.ts';
import { workspaceFamilies } from './workspace-families.ts';

/** metrics/ops.prom, for the textfile collector of node_exporter. */
export function textfilePath(at: Layout): string {
  return join(at.metrics, 'ops.prom');
}

/** `more` are families of other parts of the program. */
export function textfile(at: Layout, sample: Sample, now: number, more: readonly MetricFamily[] = []): string {
  return renderFamilies([...sampleFamilies(sample), ...workspaceFamilies(at, now), ...alertFamilies(at, now), ...more]);
}

export function writeTextfile(at: Layout, sample: Sample, now: number, more: readonly MetricFamily[] = []): void {
  // Written again with the next sample: not worth waiting for the disk.
  writeFileAtomic(textfilePath(at), textfile(at, sample, now, more), { temporary: at.temporary, sync: false });
}
