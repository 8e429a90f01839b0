import {
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  DescribeOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Caller } from '../support/caller.ts';
import { NotStarted, type Settings, variables } from './settings.ts';

/**
 * Looks, before anything is written, whether this is the organization that was named, and its management account.
 *
 * @throws NotStarted where it is not
 */
export async function guard(caller: Caller, { organizationId, memberId }: Settings): Promise<void> {
  const { Account, Arn = '' } = await caller.sts.send(new GetCallerIdentityCommand({}));
  if (Arn.endsWith(':root')) {
    throw new NotStarted('The root user signs. Use an administrator: a user, or a session of a role.');
  }
  const organization = await organizationOf(caller);
  if (organization?.Id !== organizationId) {
    throw new NotStarted(
      `Account ${Account} is in ${organization?.Id ?? 'no organization'}, and ${variables.organization} names ` +
        `${organizationId}. Nothing was changed.`,
    );
  }
  if (organization.MasterAccountId !== Account) {
    throw new NotStarted(
      `Account ${Account} is a member of ${organizationId}. Use credentials of its management account, ` +
        `${organization.MasterAccountId}. Nothing was changed.`,
    );
  }
  if (memberId === undefined) return;
  if (memberId === Account) {
    throw new NotStarted(`${variables.member} names the management account. Name a member account.`);
  }
  await caller.organizations.send(new DescribeAccountCommand({ AccountId: memberId }));
}

async function organizationOf({ organizations }: Caller) {
  try {
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    return Organization;
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return undefined;
    throw error;
  }
}
