import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmdirSync } from 'node:fs';

/** A file system whose server never answers: its kernel side is real, and nobody reads the device. */
export function deadMount(): { folder: string; release: () => void } | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/dev/fuse')) return null;
  // What is mounted below /dev is none of the disks, and the tests' folders may lie there.
  const folder = mkdtempSync('/tmp/ops-test-mount-');
  const device = openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  const stdio = ['ignore', 'ignore', 'ignore', device] as const;
  const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'none', folder], {
    stdio: [...stdio],
    timeout: 3_000,
  });
  const release = () => {
    closeSync(device);
    spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  };
  if (mounted.status === 0) return { folder, release };
  closeSync(device);
  rmdirSync(folder);
  return null;
}

/** Mounts one on the folder that is its $0, and runs the program that follows. The mount hangs until the standard input ends. */
const MOUNT_AND_RUN =
  'exec 3<>/dev/fuse && mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none "$0" && ' +
  '{ "$@" 3>&-; code=$?; read -r _; exit $code; }';

/**
 * A command line that runs a program beside a dead mount which nobody else sees: other tests take samples of this machine meanwhile.
 * Null where that is not permitted.
 */
export function besideDeadMount(folder: string, command: readonly string[]): string[] | null {
  const alone = (words: readonly string[]) => ['unshare', '--mount', 'sh', '-c', MOUNT_AND_RUN, folder, ...words];
  const [program = '', ...args] = alone(['true']);
  const permitted =
    process.platform === 'linux' && spawnSync(program, args, { timeout: 3_000, input: '' }).status === 0;
  return permitted ? alone(command) : null;
}
