import {
  CreatePolicyCommand,
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  GetGroupPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { restructured } from '../../../src/sandbox/iam/restructuring.ts';
import { allow, policy, trust, world } from '../world.ts';

test('order and white space change, lists of one are that one, an account is its root user', () => {
  const document = policy(
    { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: ['sts:AssumeRole'] },
    {
      Effect: 'Deny',
      NotPrincipal: { AWS: '111122223333' },
      Action: [],
      Condition: { a: { b: '111122223333' } },
    },
  );
  const root = 'arn:aws:iam::111122223333:root';
  expect(restructured(document)).toBe(
    JSON.stringify(
      {
        Statement: [
          {
            Condition: { a: { b: '111122223333' } },
            Action: [],
            NotPrincipal: { AWS: root },
            Effect: 'Deny',
          },
          { Action: 'sts:AssumeRole', Principal: { AWS: ['*', root] }, Effect: 'Allow' },
        ],
        Version: '2012-10-17',
      },
      null,
      4,
    ),
  );
  expect(restructured('no JSON')).toBe('no JSON');
});

test('every document that is read comes back so, and decides as it was written', async () => {
  const made = world({ restructure: true });
  const client = made.iam();
  const document = policy(allow(['iam:GetRole'], '*'));
  const grant = { GroupName: 'admin', PolicyName: 'p' };
  await client.send(
    new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: trust({ AWS: made.ops }) }),
  );
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document }),
  );
  await client.send(new PutGroupPolicyCommand({ ...grant, PolicyDocument: document }));
  const role = (await client.send(new GetRoleCommand({ RoleName: 'x' }))).Role?.AssumeRolePolicyDocument;
  const inline = (await client.send(new GetGroupPolicyCommand(grant))).PolicyDocument;
  const version = { PolicyArn: Policy?.Arn, VersionId: 'v1' };
  const managed = (await client.send(new GetPolicyVersionCommand(version))).PolicyVersion?.Document;
  const decoded = (text: string | undefined) => decodeURIComponent(text ?? '');
  expect(decoded(role)).toBe(restructured(trust({ AWS: `arn:aws:iam::${made.ops}:root` })));
  expect([decoded(inline), decoded(managed)]).toEqual([restructured(document), restructured(document)]);
  const details = await client.send(new GetAccountAuthorizationDetailsCommand({}));
  expect([
    details.RoleDetailList?.[0]?.AssumeRolePolicyDocument,
    details.GroupDetailList?.[0]?.GroupPolicyList?.[0]?.PolicyDocument,
    details.Policies?.[0]?.PolicyVersionList?.[0]?.Document,
  ]).toEqual([role, inline, managed]);
  expect(details.RoleDetailList?.[0]?.CreateDate).toBeInstanceOf(Date);
});
