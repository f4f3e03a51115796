const LONGEST_BYTES = 1_024;

/**
 * Why a name of an archive must not be followed; null for one that stays inside the folder it is unpacked into. An archive may come from
 * anywhere: `../../.ssh/authorized_keys` in it is an attack, not a file.
 */
export function nameProblem(name: string): string | null {
  if (name === '') return 'is empty';
  if (Buffer.byteLength(name) > LONGEST_BYTES) return 'is too long';
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'holds a control character';
  if (name.includes('\\')) return 'holds a backslash';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'is absolute';
  const parts = name.split('/');
  if (parts.includes('..')) return 'leads out of the folder';
  if (parts.includes('') || parts.includes('.')) return 'is not in its simplest form';
  return null;
}
