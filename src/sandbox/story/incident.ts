import { seats, secondAdmin } from './cast.ts';
import { administratorAccess, type Company, policy } from './company.ts';
import type { Actor } from './stage.ts';
import type { Act, Times } from './times.ts';

/** An account that nobody in the company knows. */
const outsider = '555544443333';

/**
 * A Friday night in globex: a session that was taken from dmitri tries what it may not do, and leaves a user with a key
 * and a role that an account outside may assume. On Saturday an admin comes in an emergency, and finds the key.
 */
export function incident(company: Company, times: Times): readonly Act[] {
  const { stage } = company;
  const friday = times.friday;
  const at = (minutes: number, act: () => void): Act => ({ at: times.ago(friday, 22, minutes), do: act });
  const morning = (minutes: number, act: () => void): Act => ({
    at: times.ago(friday - 1, 8, minutes),
    do: act,
  });
  const account = () => company.accountId('globex');
  let dmitri: Actor;
  let taken: Actor;
  let backup: Actor;
  let robin: Actor;
  return [
    at(38, () => {
      dmitri = stage.signedIn(company.ops, 'dmitri', seats.intruder);
      taken = company.enter(dmitri, 'client', 'globex', 'on call: backup job failed');
    }),
    at(41, () => stage.act(taken, 'iam', 'ListUsers', {})),
    at(42, () => stage.act(taken, 'iam', 'ListRoles', {})),
    at(44, () => {
      const PolicyDocument = trustOf(outsider);
      stage.isRefused(() =>
        stage.act(taken, 'iam', 'UpdateAssumeRolePolicy', { RoleName: 'globex-production', PolicyDocument }),
      );
    }),
    at(45, () => {
      const RoleName = 'OrganizationAccountAccessRole';
      stage.isRefused(() => stage.act(taken, 'iam', 'DeleteRole', { RoleName }));
    }),
    at(46, () => stage.isRefused(() => stage.act(taken, 'organizations', 'LeaveOrganization', {}))),
    at(49, () => {
      stage.act(taken, 'iam', 'CreateUser', { UserName: 'backup-agent' });
      stage.act(taken, 'iam', 'AttachUserPolicy', {
        UserName: 'backup-agent',
        PolicyArn: administratorAccess,
      });
      stage.act(taken, 'iam', 'CreateAccessKey', { UserName: 'backup-agent' });
    }),
    at(53, () => {
      const RoleName = 'support-access';
      const AssumeRolePolicyDocument = trustOf(outsider);
      stage.act(taken, 'iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument });
      stage.act(taken, 'iam', 'AttachRolePolicy', { RoleName, PolicyArn: administratorAccess });
    }),
    at(58, () => {
      backup = stage.withKey(account(), 'backup-agent', seats.intruder);
      stage.act(backup, 'sts', 'GetCallerIdentity', {});
    }),
    at(61, () => {
      const parameters = { bucketName: 'globex-invoices' };
      stage.elsewhere(backup, {
        service: 's3',
        name: 'GetBucketLocation',
        parameters,
        region: 'us-east-1',
        reads: true,
      });
    }),
    at(64, () => {
      const parameters = {
        dBSnapshotIdentifier: 'orders-nightly',
        attributeName: 'restore',
        valuesToAdd: [outsider],
      };
      stage.elsewhere(backup, {
        service: 'rds',
        name: 'ModifyDBSnapshotAttribute',
        parameters,
        region: 'us-east-1',
      });
    }),
    morning(12, () => {
      const admin = company.signIn(company.management, secondAdmin);
      const name = `break-glass-${secondAdmin}-unknown-user-in-globex`;
      robin = company.inAccount(account(), admin, name);
      stage.act(robin, 'iam', 'ListUsers', {});
    }),
    morning(19, () => {
      const UserName = 'backup-agent';
      stage.act(robin, 'iam', 'UpdateAccessKey', { UserName, AccessKeyId: backup.keyId, Status: 'Inactive' });
      stage.act(robin, 'iam', 'DetachUserPolicy', { UserName, PolicyArn: administratorAccess });
    }),
  ];
}

function trustOf(accountId: string): string {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
}
