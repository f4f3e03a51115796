import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Real processes share two cores with the test runner: more workers only make every process late.
    maxWorkers: 2,
  },
});
