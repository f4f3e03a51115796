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
