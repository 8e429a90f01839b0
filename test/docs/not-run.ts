/** Lines of the documents that no test runs, without their comments, and why. */
export const notRun: Readonly<Record<string, string>> = {
  'npm ci && npm run demo':
    'installs the packages that this test runs on; test/e2e/demo.test.ts runs bin/demo.mjs',
  'npm test': 'it is this run',
};
