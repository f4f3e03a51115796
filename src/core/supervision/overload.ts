/** How hard the machine is pressed. Shares in percent of time (PSI, average of 10 s), or of CPU and memory where there is no PSI. */
export interface Pressure {
  source: 'psi' | 'usage';
  cpu: number | null;
  memory: number | null;
}

/** Where overload begins, and at half of it ends. PSI: some CPU stalls, and all tasks stalled on memory. */
interface Bounds {
  cpu: number;
  memory: number;
}

export const BOUNDS: Readonly<Record<Pressure['source'], { enter: Bounds; leave: Bounds }>> = {
  psi: { enter: { cpu: 60, memory: 5 }, leave: { cpu: 30, memory: 2.5 } },
  usage: { enter: { cpu: 97, memory: 97 }, leave: { cpu: 85, memory: 90 } },
};

/** So many looks in a row decide: one busy moment is no overload, and one quiet one is no end of it. */
const LOOKS_TO_ENTER = 2;
const LOOKS_TO_LEAVE = 3;

export interface OverloadState {
  overloaded: boolean;
  /** Looks in a row that speak for the other state. */
  against: number;
  reason: string | null;
}

export const CALM: OverloadState = { overloaded: false, against: 0, reason: null };

function above(pressure: Pressure, bounds: Bounds): string | null {
  const { cpu, memory, source } = pressure;
  const what = source === 'psi' ? 'pressure' : 'usage';
  if (cpu !== null && cpu > bounds.cpu) return `CPU ${what} ${cpu} % (above ${bounds.cpu} %)`;
  if (memory !== null && memory > bounds.memory) return `memory ${what} ${memory} % (above ${bounds.memory} %)`;
  return null;
}

/** One look further. What cannot be measured speaks neither for overload nor for its end. */
export function nextOverload(state: OverloadState, pressure: Pressure): OverloadState {
  if (pressure.cpu === null && pressure.memory === null) return state;
  const { enter, leave } = BOUNDS[pressure.source];
  const reason = above(pressure, state.overloaded ? leave : enter);
  const speaksAgainst = state.overloaded ? reason === null : reason !== null;
  if (!speaksAgainst) return { ...state, against: 0 };
  const against = state.against + 1;
  if (against < (state.overloaded ? LOOKS_TO_LEAVE : LOOKS_TO_ENTER)) return { ...state, against };
  return { overloaded: !state.overloaded, against: 0, reason };
}
