import { afterAll } from 'vitest';
import { endOfFile } from './at-end.ts';

// Run anew for each test file, unlike the modules that it imports.
afterAll(endOfFile, 60_000);
