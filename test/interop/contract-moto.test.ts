import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { realClock } from '../../src/sandbox/clock.ts';
import { contract } from '../contract/cases.ts';
import { motoDifferences } from '../contract/moto-differences.ts';
import { callerOf } from '../contract/support/caller.ts';
import { Run } from '../contract/support/run.ts';
import { tryCase } from '../contract/support/try-case.ts';
import { openWorkshop, type Workshop } from './support/diverst.ts';
import { type Moto, type MotoOrganization, prepareOrganization, startMoto } from './support/moto.ts';

const differing = new Map(
  Object.entries(motoDifferences).flatMap(([reason, ids]) => ids.map((id) => [id, reason] as const)),
);
const tried = contract.filter(({ kind }) => kind === 'reading' || kind === 'reversible');

/** Where moto, which shares no code with the sandbox, answers as the contract says, and where it is known not to. */
describe.skipIf(!inject('programs').moto_server)('the contract in moto_server', () => {
  let workshop: Workshop;
  let moto: Moto;
  let organization: MotoOrganization;
  let run: Run;

  beforeAll(async () => {
    workshop = openWorkshop();
    moto = await startMoto(workshop);
    organization = await prepareOrganization(moto.endpoint);
    const { keys, opsId } = organization;
    run = await Run.open(
      {
        clock: realClock,
        maxWait: 0,
        memberId: opsId,
        connect: (config) =>
          callerOf({
            region: 'us-east-1',
            endpoint: moto.endpoint,
            credentials: keys,
            maxAttempts: 1,
            ...config,
          }),
        email: (name) => `${name}@example.com`,
      },
      'moto',
    );
  });

  afterAll(async () => {
    organization?.sdk.close();
    await moto?.stop();
    workshop?.remove();
  });

  test.each(tried.map((each, index) => [each.id, each, index] as const))('%s', async (id, each, index) => {
    const { result, where, expected, got } = await tryCase(run, each, index + 1);
    const reason = differing.get(id);
    if (reason === undefined)
      expect(result, `${where}: expected ${expected}, got ${got}`).toBe('as expected');
    else
      expect(result, `moto answers as AWS does by now; it is listed for: ${reason}`).not.toBe('as expected');
  });

  test('every difference is of a case that is tried', () => {
    const ids = tried.map(({ id }) => id);
    expect([...differing.keys()].filter((id) => !ids.includes(id))).toEqual([]);
  });
});
