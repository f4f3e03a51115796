import { expect, test } from 'vitest';
import { parseMounts } from '../../../../src/core/metrics/linux/mounts.ts';

const names = (text: string) => parseMounts(text).map(({ mount }) => mount);

test('what the kernel makes and what is always full is left out', () => {
  const text = `22 27 0:21 / /proc rw - proc proc rw
23 27 0:22 / /sys rw - sysfs sysfs rw
31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
24 27 0:6 / /dev rw - devtmpfs devtmpfs rw
25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 27 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro
`;
  expect(names(text)).toEqual(['/', '/dev/shm']);
});

test('a file system that is mounted at several places counts once, under its shortest path', () => {
  const text = `27 1 254:0 / / rw - overlay overlay rw
28 27 8:1 /etc/hosts /etc/hosts rw - ext4 /dev/sda1 rw
29 27 8:1 /data /srv rw - ext4 /dev/sda1 rw
30 27 0:50 /@ /b rw - btrfs /dev/sdb1 rw
31 27 0:51 /@home /b/home rw - btrfs /dev/sdb1 rw
`;
  expect(names(text)).toEqual(['/', '/b', '/srv']);
});

test('a mount that a later one hides is not asked', () => {
  const text = `27 1 254:0 / / rw - ext4 /dev/vda rw
28 27 8:1 / /data rw - ext4 /dev/sda1 rw
29 28 0:60 / /data rw - nfs4 server:/data rw
`;
  expect(parseMounts(text)[1]).toEqual({
    mount: '/data',
    device: 'server:/data',
    type: 'nfs4',
    readOnly: false,
    remote: true,
  });
});

test('blanks and other letters in paths survive', () => {
  const text = `27 1 8:1 / /media/my\\040disk\\134x rw - ext4 /dev/sda1 rw\n28 1 8:2 / /매체 ro - ext4 /dev/sda2 ro\n`;
  expect(parseMounts(text).map(({ mount, readOnly }) => [mount, readOnly])).toEqual([
    ['/media/my disk\\x', false],
    ['/매체', true],
  ]);
});

test('a writable file system with a read-only second mount is writable', () => {
  const text = `27 1 8:1 / / rw - ext4 /dev/sda1 rw\n28 27 8:1 / /sandbox ro - ext4 /dev/sda1 rw\n`;
  expect(parseMounts(text)).toMatchObject([{ mount: '/', readOnly: false }]);
});
