/** Everything that a service's definition is made of. From the same service the same text comes, on any machine. */
export interface Service {
  kind: 'systemd' | 'launchd';
  name: string;
  /** The workspace. */
  root: string;
  /** Absolute paths of the node that runs it and of bin/ops.js. */
  node: string;
  program: string;
  /** Of the machine, started at boot; else of the user, started at login. */
  system: boolean;
  /** Whom it runs as; only said for one of the machine. */
  user: string;
  /** Where agents find their programs: a service manager's own PATH is short. */
  searchPath: string;
  /** With restrictions that also hold for the agents: no sudo among them. */
  hardened: boolean;
}

/** What a definition says besides. */
export interface Definition {
  command: readonly string[];
  environment: readonly (readonly [name: string, value: string])[];
  /** The first line: who wrote it. */
  mark: string;
  /** launchd's name for it. */
  label: string;
}
