import { test } from 'vitest';
import { connect } from '../../src/aws/connect.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { readOrganization } from '../../src/operations/read-organization.ts';
import { diffOrganization } from '../../src/plan/diff-organization.ts';
import { runCli, testOrganization } from '../support/cli.ts';

test('try', async () => {
  const organization = testOrganization();
  const { sandbox, clock } = organization;
  for (const name of ['acme', 'globex']) await runCli(organization, ['client', 'init', name, '--yes']);
  await clock.sleep(3_600_000);
  const aws = connect(
    { credentials: sandbox.profiles.root, region: sandbox.region, requestHandler: sandbox.requestHandler },
    clock,
  );
  const patience = {
    clock,
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    resume: 'x',
  };
  const { snapshot, calls } = await readOrganization(
    { aws, structure: defaultStructure, patience, concurrency: 10 },
    null,
  );
  console.log(calls, JSON.stringify(snapshot, null, 1).slice(0, 3000));
  console.log(JSON.stringify(diffOrganization(defaultStructure, snapshot), null, 1));
});
