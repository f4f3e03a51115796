import type { Alert } from '../alerts/alert.ts';

/** What alerts are about, by the words in their rule's or metric's name: alerts of one class that begin together are one trouble. */
const CLASSES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['overload', /cpu|memory|swap|load|pressure|oom|throttl/],
  ['disk', /disk|inode|filesystem|storage|smart/],
  ['network', /network|tcp|socket|dns|packet|interface/],
  ['service', /check|service|process|unit|heartbeat|session|agent|http|port|down|instance|target|certificate/],
  ['logs', /log|error_rate|template/],
];

/** Null: of no known class, so it joins nothing. */
export function resourceClassOf({ labels }: Pick<Alert, 'labels'>): string | null {
  const name = `${labels.metric ?? ''} ${labels.alertname ?? ''}`.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return CLASSES.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
}

/** The machine that an alert is about, where another system named one; null: this one. */
export function hostOf({ labels }: Pick<Alert, 'labels'>): string | null {
  return labels.host ?? labels.instance ?? labels.node ?? null;
}
