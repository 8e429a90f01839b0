import { type Checks, pages } from './check.ts';

const oidcRoles = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html';
const oidcProviders = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html';

/** The roles that CI systems assume (`client.ci`), and the OIDC providers whose tokens these take. */
export const ciChecks = {
  'ci-role-missing': {
    title: 'CI role does not exist',
    severity: 'medium',
    holds:
      'Every client’s account has the roles of client.ci, under exactly the names that the templates give.',
    why: 'Pipelines have no access to the account.',
    fix: 'Let diverst create the role, and the OIDC provider if that does not exist either. If a role exists whose name differs only in upper and lower case, delete that role first.',
    repair: 'yes',
    page: oidcRoles,
  },
  'ci-role-trust': {
    title: 'CI role gives access to more than its job',
    severity: 'high',
    escalates:
      'low if only its job has access, and the job is allowed more than to assume the role, such as sts:TagSession',
    holds:
      'The trust policy of a CI role allows only tokens of the account’s own OIDC provider to assume the role, and only if their audience and their subject are exactly those of client.ci.',
    why: 'Other pipelines, repositories or people than you configured can work in the client’s account, because anyone can get a token of a public issuer such as GitHub.',
    fix: 'Let diverst set the trust policy.',
    repair: 'yes',
    page: oidcRoles,
  },
  'ci-role-narrower': {
    title: 'CI role does not accept the tokens of its job',
    severity: 'medium',
    holds: 'A token with the audience and the subject of client.ci is enough to assume a CI role.',
    why: 'Some or all runs of the pipeline have no access.',
    fix: 'Let diverst set the trust policy.',
    repair: 'yes',
    page: oidcRoles,
  },
  'ci-provider': {
    title: 'OIDC provider of a CI role does not exist or lacks an audience',
    severity: 'medium',
    holds:
      'Every client’s account has an OIDC provider for each issuer of client.ci, with all audiences of that issuer.',
    why: 'AWS accepts no token of the issuer, so pipelines have no access.',
    fix: 'Let diverst create the provider, or add the audience to it.',
    repair: 'yes',
    page: oidcProviders,
  },
  'ci-role-policy-missing': {
    title: 'CI role lacks a policy',
    severity: 'medium',
    holds: 'A CI role has every policy of its managedPolicies in client.ci.',
    why: 'Pipelines can assume the role and then lack the permissions for their work.',
    fix: 'Let diverst attach the policy.',
    repair: 'yes',
  },
  'ci-role-policy-extra': {
    title: 'CI role has an extra policy',
    severity: 'medium',
    holds: 'A CI role has no policy except its managedPolicies in client.ci.',
    why: 'Pipelines can do more than you configured, or less if the policy denies something.',
    fix: 'Remove the policy, or add it to managedPolicies in client.ci.',
    repair: 'named',
  },
  'ci-role-settings': {
    title: 'CI role has a wrong setting',
    severity: 'low',
    escalates:
      'medium for a path, for a permissions boundary, and for the tag if guardrails.enabled has roles',
    holds:
      'A CI role has the path /, the configured maximum session duration, the tag diverst:managed-by and no permissions boundary.',
    why: 'A wrong path changes the ARN that pipelines use, a boundary removes rights, a longer duration makes stolen credentials valid for longer, and without the tag the guardrail roles does not protect the role.',
    fix: 'Let diverst set it. If the path differs, delete the role and let diverst create it. If a permissions boundary must be removed, name the finding: diverst removes a boundary only then.',
    repair: 'yes',
  },
  'ci-role-left': {
    title: 'CI role is not in the configuration',
    severity: 'high',
    holds: 'Every role that diverst created for CI is one of client.ci.',
    why: 'Pipelines that you removed from the configuration still have access to the client’s account.',
    fix: 'Delete the role, or add it to client.ci again. If no other role uses its OIDC provider, delete that too.',
    repair: 'no',
    page: pages.principals,
  },
} satisfies Checks;
