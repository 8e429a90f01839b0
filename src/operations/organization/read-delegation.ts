import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, Organization } from '../../aws/api.ts';
import type { DelegationReading } from '../../model/delegation.ts';
import { orUnread } from './or-unread.ts';

/**
 * Reads what the organization has handed to others: delegated administrators, services with trusted access and its
 * resource policy. None of them can exist without all features.
 * @returns `unread` with the reason for whatever goes wrong
 * @throws the signal's reason only
 */
export async function readDelegation(
  { aws, wait }: { readonly aws: Aws; readonly wait: Pick<WaitOptions, 'signal'> },
  { featureSet }: Pick<Organization, 'featureSet'>,
): Promise<DelegationReading> {
  if (featureSet === 'CONSOLIDATED_BILLING')
    return { kind: 'read', administrators: [], trustedServices: [], resourcePolicy: null };
  const { organizations } = aws;
  return orUnread(wait, async () => {
    const [administrators, trustedServices, resourcePolicy] = await Promise.all([
      organizations.delegatedAdministrators(),
      organizations.trustedServices(),
      organizations.resourcePolicy(),
    ]);
    return { kind: 'read' as const, administrators, trustedServices, resourcePolicy };
  });
}
