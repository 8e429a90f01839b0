import { authorizationCases } from './cases/authorization-policies.ts';
import { trustCases } from './cases/authorization-trust.ts';
import { cloudtrailCases } from './cases/cloudtrail.ts';
import { trailCases } from './cases/cloudtrail-trails.ts';
import { costCases } from './cases/cost-explorer.ts';
import { guardrailCases } from './cases/guardrails.ts';
import { guardrailRoleCases } from './cases/guardrails-roles.ts';
import { guardrailTrustCases } from './cases/guardrails-trust.ts';
import { iamDocumentCases } from './cases/iam-documents.ts';
import { iamEntityCases } from './cases/iam-entities.ts';
import { iamListCases } from './cases/iam-lists.ts';
import { iamNameCases } from './cases/iam-names.ts';
import { oidcProviderCases } from './cases/iam-oidc-providers.ts';
import { iamPermissionCases } from './cases/iam-permissions.ts';
import { userCredentialCases } from './cases/iam-user-credentials.ts';
import { accountCases } from './cases/organizations-accounts.ts';
import { organizationsCallerCases } from './cases/organizations-callers.ts';
import { closureCases } from './cases/organizations-closures.ts';
import { creationCases } from './cases/organizations-creations.ts';
import { controlPolicyCases } from './cases/organizations-policies.ts';
import { unitCases } from './cases/organizations-units.ts';
import { otherCases } from './cases/other-operations.ts';
import { rootAccessCases } from './cases/root-access.ts';
import { bucketCases } from './cases/s3-buckets.ts';
import { bucketPolicyCases } from './cases/s3-policies.ts';
import { stsCases } from './cases/sts.ts';
import { webIdentityCases } from './cases/sts-web-identity.ts';
import { wireCases } from './cases/wire.ts';
import type { ContractCase } from './support/case.ts';

/** Everything that the sandbox and AWS are to have in common. */
export const contract: readonly ContractCase[] = [
  ...organizationsCallerCases,
  ...creationCases,
  ...accountCases,
  ...closureCases,
  ...unitCases,
  ...controlPolicyCases,
  ...iamNameCases,
  ...iamDocumentCases,
  ...iamEntityCases,
  ...iamListCases,
  ...iamPermissionCases,
  ...userCredentialCases,
  ...oidcProviderCases,
  ...otherCases,
  ...bucketCases,
  ...bucketPolicyCases,
  ...stsCases,
  ...webIdentityCases,
  ...rootAccessCases,
  ...cloudtrailCases,
  ...trailCases,
  ...costCases,
  ...authorizationCases,
  ...trustCases,
  ...guardrailCases,
  ...guardrailRoleCases,
  ...guardrailTrustCases,
  ...wireCases,
];
