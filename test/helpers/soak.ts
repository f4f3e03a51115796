/** Whether a run may take long: with OPS_SOAK set, tests that repeat something do it as often as they should at least once. */
const IS_SOAK = process.env.OPS_SOAK !== undefined;

/** How often something is done: enough to fail for the known faults in every run, more with OPS_SOAK. */
export function repetitions(usual: number, soaking: number): number {
  return IS_SOAK ? soaking : usual;
}
