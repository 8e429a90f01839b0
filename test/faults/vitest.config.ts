import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from '../support/longest-first.ts';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/faults/**/*.test.ts'],
    reporters: ['default', fileURLToPath(new URL('summary.ts', import.meta.url))],
    sequence: { sequencer: LongestFirst },
    experimental: { fsModuleCache: true },
    // What these end is a test that hangs. A slow one fails on no machine, however busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: '100%',
    // Nothing of a file is kept in a module: each process loads the program once.
    isolate: false,
    // Thousands of short runs leave little behind: a larger nursery spares the collector half of its work.
    execArgv: ['--max-semi-space-size=64'],
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  },
});
