import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Real processes share two cores with the test runner: more workers only make every process late.
    maxWorkers: 2,
    // Hundreds of real processes on a machine that others use, too: what fails once and then passes is named by the reporter as retried.
    retry: process.env.CI === undefined ? 0 : 2,
  },
});
