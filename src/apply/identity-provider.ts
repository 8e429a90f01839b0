import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { issuerName, type OidcProvider } from '../model/ci.ts';
import { managedBy } from '../model/own-tags.ts';

/**
 * Creates an OIDC provider of the account. If a provider of that issuer was created in the meantime, it gets the
 * audiences that it lacks.
 * @param wrote is called if an attempt without a clear answer possibly created it
 * @returns false if it existed with all of them: another run's, unless `wrote` was called
 */
export async function createProvider(
  iam: IamApi,
  { arn, issuer, audiences }: OidcProvider,
  wait: WaitOptions,
  wrote: () => void,
): Promise<boolean> {
  try {
    await iam.createProvider(issuer, audiences, managedBy);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EntityAlreadyExistsException')) throw error;
    if (error.afterDoubt) wrote();
  }
  // One that was made a moment ago may not show.
  const until = wait.clock.now() + waits.written;
  const existing = await poll(wait, { first: 500, longest: 2_000 }, () => iam.getProvider(arn), until);
  if (existing === null)
    throw gaveUp(
      wait,
      `IAM to show OIDC provider ${issuerName(issuer)}`,
      'IAM answered that the provider already exists, but does not show it.',
    );
  const lacking = audiences.filter((audience) => !existing.audiences.includes(audience));
  for (const audience of lacking) await iam.addAudience(arn, audience);
  return lacking.length > 0;
}

/** False for what is so already. */
export async function addAudience(iam: IamApi, arn: string, audience: string): Promise<boolean> {
  const existing = await iam.getProvider(arn);
  if (existing?.audiences.includes(audience)) return false;
  await iam.addAudience(arn, audience);
  return true;
}
