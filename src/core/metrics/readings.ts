/** Percent of the time since the sample before, 0 to 100; `total` is all but idle and iowait. */
export interface CpuShares {
  total: number;
  user: number;
  system: number;
  /** Null where the system does not tell it. */
  iowait: number | null;
  steal: number;
}

export interface Cpu extends CpuShares {
  cores: { id: number; total: number }[];
}

/** Bytes. `percent` counts what programs cannot get: total less the kernel's MemAvailable, caches not included. */
export interface Memory {
  totalBytes: number;
  availableBytes: number;
  usedBytes: number;
  percent: number;
  /** True where the limit is a container's and not the machine's memory. */
  limited: boolean;
}

export interface Swap {
  totalBytes: number;
  usedBytes: number;
  percent: number | null;
  /** Pages a second since the sample before. */
  inPerSecond: number | null;
  outPerSecond: number | null;
}

/** Percent of the time in which some, or all, tasks waited for the resource. Source: /proc/pressure. */
export interface PressureLine {
  avg10: number;
  avg60: number;
  avg300: number;
}

export interface Pressure {
  some: PressureLine;
  full: PressureLine | null;
}

export interface Pressures {
  cpu: Pressure | null;
  memory: Pressure | null;
  io: Pressure | null;
}

/** One mounted file system. Bytes as `df` counts them: `percent` is used of what an ordinary user may fill. Null: it did not answer. */
export interface Disk {
  mount: string;
  device: string;
  type: string;
  readOnly: boolean;
  totalBytes: number | null;
  usedBytes: number | null;
  availableBytes: number | null;
  percent: number | null;
  inodesPercent: number | null;
  /** Hours until it is full if it goes on filling as it did; null where it does not fill or too little is known. */
  fullInHours: number | null;
  /** The same for its inodes: it is full for new files then, whatever room there is. */
  inodesFullInHours: number | null;
}

/** One block device since the sample before. */
export interface DiskIo {
  device: string;
  readBytesPerSecond: number | null;
  writeBytesPerSecond: number | null;
  operationsPerSecond: number | null;
  /** Percent of the time in which it had something to do. */
  utilisationPercent: number | null;
  /** Mean time of one operation. */
  waitMs: number | null;
}

/** One network interface since the sample before. */
export interface Network {
  interface: string;
  receiveBytesPerSecond: number | null;
  transmitBytesPerSecond: number | null;
  /** Counted since the sample before, both directions. */
  errors: number | null;
  drops: number | null;
}

export interface NetworkProtocols {
  /** Percent of the TCP segments sent since the sample before that were sent again. */
  retransmittedPercent: number | null;
  listenOverflows: number | null;
  socketsInUse: number | null;
  timeWait: number | null;
  /** Percent of the connection tracking table; null where there is none. */
  connectionTrackingPercent: number | null;
}

export interface ProcessLine {
  pid: number;
  name: string;
  state: string;
  /** Percent of one core since the sample before, or since its start where it is younger. */
  cpuPercent: number | null;
  memoryBytes: number;
  openFiles: number | null;
}

export interface Zombies {
  count: number;
  /** The five that left most behind. */
  parents: { pid: number; name: string; count: number }[];
}

/** `blocked`: it waits for a disk and cannot be interrupted; `idle`: a thread of the kernel without work. */
export type ProcessState = 'running' | 'sleeping' | 'idle' | 'blocked' | 'stopped' | 'zombie';

export interface Processes {
  total: number;
  threads: number | null;
  running: number;
  blocked: number;
  /** How many are in which state. */
  states: Readonly<Partial<Record<ProcessState, number>>>;
  /** Ended, but not yet collected by their parents. */
  zombies: Zombies | null;
  topCpu: ProcessLine[];
  topMemory: ProcessLine[];
  topFiles: ProcessLine[];
}

export interface Kernel {
  /** File handles that the whole machine has open, and how many it may. */
  openFiles: { used: number; limit: number; percent: number | null } | null;
  /** Processes that the kernel ended for want of memory since the sample before. */
  outOfMemoryKills: number | null;
  contextSwitchesPerSecond: number | null;
  forksPerSecond: number | null;
  majorFaultsPerSecond: number | null;
}

/** The limits of the control group that ops itself runs in. Null where there is none of that kind. */
export interface Cgroup {
  /** `container`: the limits are those of everything that ops sees; `own`: of ops and its neighbours in the group only. */
  scope: 'container' | 'own';
  memoryLimitBytes: number | null;
  memoryUsedBytes: number | null;
  memoryPercent: number | null;
  cpuLimitCores: number | null;
  /** Percent of the periods since the sample before in which the group had to wait for its quota. */
  throttledPercent: number | null;
  outOfMemoryKills: number | null;
}

export interface Clock {
  /** Null where nothing on this machine says so. */
  synchronised: boolean | null;
  source: string | null;
  /** How far the wall clock was set, against the time since boot, since the sample before. */
  stepMs: number | null;
}

export interface Units {
  failed: string[];
}

/** Everything that one sample reads. A part that could not be read is null and named in the notes. */
export interface Readings {
  uptimeSeconds: number | null;
  load: [number, number, number] | null;
  coreCount: number;
  cpu: Cpu | null;
  memory: Memory | null;
  swap: Swap | null;
  pressure: Pressures | null;
  disks: Disk[];
  diskIo: DiskIo[] | null;
  network: Network[] | null;
  protocols: NetworkProtocols | null;
  processes: Processes | null;
  kernel: Kernel | null;
  cgroup: Cgroup | null;
  clock: Clock | null;
  units: Units | null;
}
