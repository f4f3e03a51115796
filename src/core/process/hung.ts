/** What Node calls a question to a file system, and one for the address of a name. */
const HUNG = /^(?:FSReq|GetAddrInfo)/;

/** An answer that was on its way comes within this. */
export const HUNG_MS = 100;

/** Whether a file system or a name server owes this process an answer. */
export function hangs(): boolean {
  return process.getActiveResourcesInfo().some((name) => HUNG.test(name));
}

/** exit(3) waits for the thread that hangs, and that is for ever: only a signal ends the process before. */
export function endHung(): void {
  process.kill(process.pid, 'SIGKILL');
}
