import { expect, it } from 'vitest';
import { rootSession } from '../../src/access/root-session.ts';
import type { Aws } from '../../src/aws/api.ts';
import type { OwnRootUser } from '../../src/aws/iam-api.ts';

const accountId = '222222222222';

/** AssumeRoot that answers with the session of that principal. */
function answering(arn: string): { readonly aws: Aws; readonly used: () => boolean } {
  let used = false;
  const caller = { accountId: arn.split(':')[4] ?? '', arn, partition: 'aws' };
  const aws = {
    sts: { assumeRoot: async () => ({ accessKeyId: 'ASIA' }) },
    stsWith: () => ({ getCallerIdentity: async () => caller }),
    iam: () => {
      used = true;
      return {} as OwnRootUser;
    },
  };
  return { aws: aws as unknown as Aws, used: () => used };
}

const input = { accountId, partition: 'aws', task: 'IAMDeleteRootUserCredentials' } as const;

it('is of the root user of the account that was asked for', async () => {
  const { aws, used } = answering(`arn:aws:iam::${accountId}:root`);
  await rootSession(aws, input);
  expect(used()).toBe(true);
});

it.each([
  'arn:aws:iam::333333333333:root',
  `arn:aws:iam::${accountId}:user/root`,
  `arn:aws:sts::${accountId}:assumed-role/app/s`,
])('is not used where it is of %s', async (arn) => {
  const { aws, used } = answering(arn);
  await expect(rootSession(aws, input)).rejects.toThrow(arn);
  expect(used()).toBe(false);
});
