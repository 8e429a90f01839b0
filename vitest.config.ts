import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

/** Tests that put something else in the place of a module. */
const mocking = 'test/**/*.mocking.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.{ts,tsx}'],
          // The style of a page is a text that the program prints, and not one that a test can do without.
          css: true,
          exclude: ['test/{interop,windows,faults,pictures}/**', mocking],
        },
      },
      // The prompts decide about colours once, when they are loaded: no other file of tests may load them before. What a
      // file of tests puts in the place of a module counts for what is loaded afterwards.
      {
        extends: true,
        test: { name: 'alone', include: ['test/pictures/**/*.test.ts', mocking], isolate: true },
      },
    ],
    sequence: { sequencer: LongestFirst },
    // What was compiled is kept, by its content and this configuration: a second run begins sooner. After a change of
    // tsconfig.json: npx vitest --clearCache
    experimental: { fsModuleCache: true },
    // What these end is a test that hangs. A slow one fails on no machine, however busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // More than there are processors: files that start programs wait for them. Unless set, one processor is kept free.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Each process loads the program once, not once a file: no module of it keeps anything of a run.
    isolate: false,
    // Thousands of short runs leave little behind: a larger nursery spares the collector half of its work.
    execArgv: ['--max-semi-space-size=64'],
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  },
});
