import type * as z from 'zod';
import type { playbookSchema } from './schema.ts';

type Given = z.input<typeof playbookSchema>;

const TARGET = { $label: 'target' };
const FULL_DISK = { metric: 'disk_percent', resource: '/', is: 'above', value: 90 } as const;

/**
 * What comes with the program. Every one is in the mode `observe`: it says what it would do and does nothing, until a person copies it to
 * playbooks/ and chooses. Paths, units and addresses are those of a common Linux machine, and are meant to be changed.
 */
export const SHIPPED: readonly Given[] = [
  {
    name: 'disk_space_low',
    description: 'Removes old temporary files and old archives of logs when the disk is nearly full',
    when: FULL_DISK,
    actions: [
      { action: 'remove_files', settings: { roots: ['/tmp', '/var/tmp'], names: ['*'], older_than: '7d' } },
      {
        action: 'remove_files',
        settings: {
          roots: ['/var/log'],
          names: ['*.log.*', '*.gz', '*.old'],
          older_than: '30d',
          except: ['wtmp*', 'btmp*'],
        },
      },
    ],
    verify: { clear: 85, samples: 3, within: '30m' },
  },
  {
    name: 'journal_vacuum',
    description: 'Shrinks the journal of systemd to 500 MB when the disk is nearly full',
    when: FULL_DISK,
    actions: [
      {
        action: 'run_program',
        settings: { program: '/usr/bin/journalctl', arguments: ['--vacuum-size=500M'], timeout: '2m' },
      },
    ],
    verify: { clear: 88 },
  },
  {
    name: 'log_rotation',
    description: 'Compresses large logs that nobody writes any more and rotates the system log',
    when: { metric: 'disk_percent', resource: '/', is: 'above', value: 85 },
    actions: [
      {
        action: 'compress_files',
        settings: { roots: ['/var/log'], names: ['*.log.*'], except: ['*.gz'], older_than: '1d' },
      },
      { action: 'rotate', settings: { path: '/var/log/syslog', min_megabytes: 1000 } },
    ],
    verify: { clear: 83 },
  },
  {
    name: 'inodes_exhausted',
    description: 'Removes old small files where the number of files, not their size, fills the file system',
    when: { metric: 'inode_percent', resource: '/', is: 'above', value: 90 },
    actions: [
      {
        action: 'remove_files',
        settings: {
          roots: ['/tmp', '/var/tmp', '/var/lib/php/sessions'],
          names: ['*'],
          older_than: '2d',
          max_files: 10_000,
          max_megabytes: 100,
        },
      },
    ],
    verify: { clear: 85 },
  },
  {
    name: 'unit_down',
    description: 'Starts a unit of systemd again that has failed',
    when: { alert: 'unit_failed' },
    actions: [{ action: 'restart_unit', settings: { unit: TARGET } }],
    verify: { samples: 2, within: '20m' },
  },
  {
    name: 'agent_down',
    description: 'Starts an agent again that was given up',
    when: { metric: 'agent_failed', is: 'equal', value: 1 },
    actions: [{ action: 'restart_agent', settings: { agent: TARGET } }],
    verify: { samples: 2, within: '20m' },
  },
  {
    name: 'memory_leak',
    description: 'Asks the largest process of one program to end, so that its supervisor starts it again',
    when: { metric: 'memory_percent', is: 'above', value: 95 },
    actions: [
      { action: 'signal_process', settings: { program: 'node', min_memory_megabytes: 1000, max_processes: 1 } },
    ],
    verify: { clear: 85, samples: 2 },
    limits: { attempts: 2 },
  },
  {
    name: 'zombie_parents',
    description: 'Tells a program that leaves its ended children behind to take them away',
    when: { metric: 'zombies', is: 'above', value: 50 },
    actions: [{ action: 'signal_process', settings: { signal: 'CHLD', min_zombies: 20, max_processes: 3 } }],
    verify: { clear: 20, samples: 2 },
  },
  {
    name: 'api_slow',
    description: 'Resets the pool of connections of a slow service on this machine, then starts it again',
    when: { metric: 'check_latency_ms', resource: 'api', is: 'above', value: 2000 },
    actions: [
      { action: 'http_call', settings: { method: 'POST', url: 'http://127.0.0.1:8080/admin/reset-pool' } },
      { action: 'wait', settings: { for: '30s' } },
      { action: 'restart_unit', settings: { unit: 'nginx.service' } },
    ],
    verify: { clear: 500, samples: 3 },
  },
  {
    name: 'certificate_expiring',
    description: 'Renews certificates when the check "certificate" says that one is close to its end',
    when: { alert: 'health_check', labels: { resource: 'certificate' } },
    actions: [
      {
        action: 'run_program',
        settings: { program: '/usr/bin/certbot', arguments: ['renew', '--quiet', '--non-interactive'], timeout: '5m' },
      },
      { action: 'restart_unit', settings: { unit: 'nginx.service' } },
    ],
    verify: { samples: 2, within: '1h' },
    limits: { attempts: 1, window: '12h' },
  },
];
