/** What a program gets of the environment: no tokens, no LD_PRELOAD, no PATH of a user. */
const KEPT = ['HOME', 'USER', 'LOGNAME', 'TZ', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];

export function cleanEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
  };
}
