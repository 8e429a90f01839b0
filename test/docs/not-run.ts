/** Lines of the documents that no test runs, without their comments, and why. */
export const notRun: Readonly<Record<string, string>> = {
  'npm ci && npm run demo': 'installs the packages that this test runs on; bin/demo.mjs is run by a person',
  'npm test': 'it is this run',
  'npm run test:faults': 'a run of tests of its own',
  'npm run test:hardship': 'a run of tests of its own',
  'npm run test:mutants': 'a run of tests of its own',
  'PROPERTY_SEED=7 npm run test:faults': 'a run of tests of its own',
  'FAULTS_PAIRS=20000 FAULTS_INTERLEAVINGS=5000 npm run test:faults': 'a run of tests of its own',
  "FAULTS_ONLY='CreateAccount: reset' npm run test:faults": 'a run of tests of its own',
};
