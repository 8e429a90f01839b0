import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from '../support/longest-first.ts';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/interop/**/*.test.ts', 'test/windows/**/*.test.ts'],
    css: true,
    globalSetup: ['test/interop/support/programs.ts', 'test/windows/support/install.ts'],
    passWithNoTests: true,
    // Every file starts servers and dozens of processes, and waits a good part of its time for what takes no processor: a third
    // one fills that on two processors, and more would only wait for each other.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    experimental: { fsModuleCache: true },
    // What these end is a test that hangs. A slow one fails on no machine, however busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 20_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
