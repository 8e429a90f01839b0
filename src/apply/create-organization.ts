import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { Organization, OrganizationsApi } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import { Failure } from '../model/failure.ts';

/** DescribeOrganization takes one call a second. */
const pace = { first: 1_000, longest: 4_000, onlyReads: true };

/**
 * Makes the caller's account the management account of an organization with all features. One that is there already
 * is taken if it is that.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html
 * @param accountId of the caller
 * @param wrote is called once it is made
 * @throws Failure where the account is a member of another organization, or the organization lacks features
 */
export async function createOrganization(
  organizations: OrganizationsApi,
  accountId: string,
  wait: WaitOptions,
  wrote: () => void,
): Promise<{ readonly organization: Organization; readonly applied: boolean }> {
  let applied = true;
  try {
    await organizations.createOrganization();
    wrote();
  } catch (error) {
    if (!hasCode(error, 'AlreadyInOrganizationException')) throw error;
    applied = error.afterDoubt;
    if (applied) wrote();
  }
  const until = wait.clock.now() + waits.placed;
  const organization = await poll(wait, pace, async () => {
    try {
      return await organizations.describeOrganization();
    } catch (error) {
      const unseen = hasCode(error, 'AWSOrganizationsNotInUseException');
      if (!unseen || wait.clock.now() >= until) throw error;
      return null;
    }
  });
  if (!organization) throw gaveUp(wait, 'AWS to show the organization');
  if (organization.managementAccountId === accountId && organization.featureSet === 'ALL')
    return { organization, applied };
  throw new Failure('failed', {
    what:
      organization.managementAccountId === accountId
        ? `cannot use organization ${organization.id}: it was created meanwhile, without all features (${organization.featureSet})`
        : `cannot create an organization: account ${accountId} became a member of organization ${organization.id} meanwhile`,
    why: 'The plan was made for an account without an organization.',
    fix: [
      'check the organization in the AWS Organizations console',
      'then make a new plan: diverst org init --dry-run',
    ],
  });
}
