import type { Aws } from '../../aws/api.ts';
import type { RootAccessReading } from '../../model/root-users.ts';
import type { Structure } from '../../model/structure.ts';

type Read = Exclude<RootAccessReading, { readonly kind: 'unread' }>;

/**
 * Whether members' root users are managed centrally, unless the structure does not want that. One call says it all:
 * without trusted access, IAM answers with an error of its own.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 * @param featureSet of the organization: without all features there is no central root access, and nothing is asked
 * @throws AwsError
 */
export async function askRootAccess(aws: Aws, structure: Structure, featureSet: string): Promise<Read> {
  if (!structure.centralRootAccess) return { kind: 'not-asked' };
  if (featureSet !== 'ALL') return { kind: 'read', isTrusted: false, managesCredentials: false };
  const features = await aws.iam().rootFeatures();
  return {
    kind: 'read',
    isTrusted: features !== null,
    managesCredentials: features?.includes('RootCredentialsManagement') === true,
  };
}
