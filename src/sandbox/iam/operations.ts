import { type CallContext, type Operation, type Operations, SandboxError } from '../operation.ts';
import { accessKeyOperations } from './access-keys.ts';
import { accountAliasOperations } from './account-alias.ts';
import { accountOperations } from './account-operations.ts';
import { attachedPolicyOperations } from './attached-policies.ts';
import { authorizationDetailOperations } from './authorization-details.ts';
import { boundaryOperations } from './boundaries.ts';
import { credentialReportOperations } from './credential-report.ts';
import { emptyListOperations } from './empty-lists.ts';
import { groupOperations } from './groups.ts';
import { inlinePolicyOperations } from './inline-policies.ts';
import { instanceProfileOperations } from './instance-profiles.ts';
import { loginProfileOperations } from './login-profiles.ts';
import { mfaAssignmentOperations } from './mfa-assignment.ts';
import { mfaDeviceOperations } from './mfa-devices.ts';
import { oidcProviderOperations } from './oidc-providers.ts';
import { organizationsFeatureOperations } from './organizations-features.ts';
import { passwordPolicyOperations } from './password-policy.ts';
import { passwordOperations } from './passwords.ts';
import { policyOperations } from './policies.ts';
import { policyEntityOperations } from './policy-entities.ts';
import { policyVersionOperations } from './policy-versions.ts';
import { restructuring } from './restructuring.ts';
import { roleSettingOperations } from './role-settings.ts';
import { roleOperations } from './roles.ts';
import { serviceCredentialOperations } from './service-credentials.ts';
import { sparingLinkedRoles } from './service-linked-guard.ts';
import { serviceLinkedRoleOperations } from './service-linked-roles.ts';
import { signingCertificateOperations } from './signing-certificates.ts';
import { sshKeyOperations } from './ssh-keys.ts';
import { tagOperations } from './tags.ts';
import { userOperations } from './users.ts';

/** The operations of IAM that the sandbox answers, by name. */
export const iamOperations: Operations = Object.fromEntries(
  Object.entries({
    ...userOperations,
    ...groupOperations,
    ...roleOperations,
    ...roleSettingOperations,
    ...boundaryOperations,
    ...policyOperations,
    ...policyVersionOperations,
    ...policyEntityOperations,
    ...inlinePolicyOperations,
    ...attachedPolicyOperations,
    ...tagOperations,
    ...accessKeyOperations,
    ...loginProfileOperations,
    ...authorizationDetailOperations,
    ...accountOperations,
    ...accountAliasOperations,
    ...passwordPolicyOperations,
    ...passwordOperations,
    ...credentialReportOperations,
    ...instanceProfileOperations,
    ...serviceLinkedRoleOperations,
    ...mfaDeviceOperations,
    ...mfaAssignmentOperations,
    ...emptyListOperations,
    ...signingCertificateOperations,
    ...sshKeyOperations,
    ...serviceCredentialOperations,
    ...organizationsFeatureOperations,
    ...oidcProviderOperations,
  }).map(([name, operation]) => [
    name,
    restructuring(refusingPlainSessions(sparingLinkedRoles(name, operation))),
  ]),
);

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
function refusingPlainSessions(operation: Operation): Operation {
  const refuse = ({ caller }: CallContext): void => {
    if (caller.kind !== 'user' || caller.session === null) return;
    if (caller.session.mfa || caller.session.signIn !== undefined) return;
    throw new SandboxError(
      'InvalidClientTokenId',
      'The security token included in the request is invalid',
      403,
    );
  };
  return {
    mutates: operation.mutates,
    permissions(input, context) {
      refuse(context);
      return operation.permissions(input, context);
    },
    run: (input, context) => operation.run(input, context),
  };
}
