/** One line of /proc/self/mountinfo that may hold files of a person or a program. */
export interface Mount {
  mount: string;
  device: string;
  type: string;
  readOnly: boolean;
  /** A dead server behind it can hang whoever asks. */
  remote: boolean;
}

/** Made by the kernel or always full by nature: nothing can fill them up. */
const PSEUDO = new Set(
  (
    'autofs binder binfmt_misc bpf cgroup cgroup2 configfs cramfs debugfs devfs devpts devtmpfs efivarfs erofs fusectl fuse.gvfsd-fuse ' +
    'fuse.lxcfs fuse.portal fuse.snapfuse hugetlbfs iso9660 mqueue nsfs overlay-lower proc pstore ramfs rpc_pipefs rootfs securityfs ' +
    'selinuxfs smackfs squashfs sysfs tracefs udf'
  ).split(' '),
);

/** What is mounted there is the kernel's, whatever its type; programs share memory in /dev/shm. */
const KERNEL_FOLDERS = /^\/(?:proc|sys|dev(?!\/shm$))(?:\/|$)/;

const REMOTE = /^(?:nfs|nfs4|cifs|smb3|smbfs|afs|9p|ceph|glusterfs|lustre|ncpfs|coda|davfs|fuse(?:\..*)?)$/;

/** The kernel writes blanks, tabs, new lines and backslashes of a path as three octal digits. */
function unescapePath(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/**
 * Reads /proc/self/mountinfo. One file system that is mounted at several places counts once, under its shortest path; a mount that
 * a later one hides is left out.
 */
export function parseMounts(text: string): Mount[] {
  const byPath = new Map<string, Mount & { identity: string }>();
  for (const line of text.split('\n')) {
    // 27 1 254:0 /root /mount options optional… - type source super-options
    const [before = '', after] = line.split(' - ');
    const [, , identity, , path, options = ''] = before.split(' ');
    if (after === undefined || identity === undefined || path === undefined) continue;
    const [type = '', device = '', superOptions = ''] = after.split(' ');
    const mount = unescapePath(path);
    byPath.delete(mount);
    const readOnly = [...options.split(','), ...superOptions.split(',')].includes('ro');
    byPath.set(mount, { mount, device: unescapePath(device), type, readOnly, remote: REMOTE.test(type), identity });
  }
  const byIdentity = new Map<string, Mount>();
  for (const { identity, ...mount } of byPath.values()) {
    if (PSEUDO.has(mount.type) || KERNEL_FOLDERS.test(mount.mount)) continue;
    // Subvolumes of one btrfs have device numbers of their own, but one device and one pool of space.
    const key = mount.device.startsWith('/dev/') ? mount.device : identity;
    const known = byIdentity.get(key);
    if (known === undefined) byIdentity.set(key, mount);
    else if (mount.mount.length < known.mount.length)
      byIdentity.set(key, { ...mount, readOnly: mount.readOnly && known.readOnly });
    else byIdentity.set(key, { ...known, readOnly: mount.readOnly && known.readOnly });
  }
  return [...byIdentity.values()].sort((one, other) => (one.mount < other.mount ? -1 : 1));
}
