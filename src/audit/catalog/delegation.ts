import type { Checks } from './check.ts';

/** What the organization has handed to others. */
export const delegationChecks = {
  'delegated-administrator': {
    title: 'account administers an AWS service for the whole organization',
    severity: 'high',
    escalates:
      'low if the configuration names it for the service, and it is the account of a client or an environment',
    holds:
      'Only accounts that organization.delegatedAdministrators names, each for the services given there, are delegated administrators, and none of them is the account of a client or an environment.',
    why: 'People who work in that account can use the service in every account and can read the names, email addresses and policies of all accounts, and some services (StackSets, IAM, Identity Center) give them access to every account.',
    fix: 'Deregister the account. If you want the account to administer the service, name the account and the service in the configuration: the audit then reports nothing, except for the account of a client or an environment.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html',
  },
  'delegated-administrator-unknown': {
    title: 'configuration names a delegated administrator that does not exist',
    severity: 'low',
    holds: 'Each account of organization.delegatedAdministrators exists, and only one account has its name.',
    why: 'An account that gets this name later would be allowed to administer the services.',
    fix: 'Correct the name, or use the ID of the account.',
    repair: 'no',
  },
  'trusted-access': {
    title: 'service with trusted access can change member accounts',
    severity: 'low',
    holds:
      'StackSets, Identity Center, Control Tower and Systems Manager have trusted access only if organization.delegatedAdministrators names an account for them.',
    why: 'People who can use such a service can change every account, because the service creates roles in member accounts or works there with roles that guardrails do not limit.',
    fix: 'End the trusted access. If you use the service, name the account that administers it in the configuration: this can be the management account.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html',
  },
  'resource-policy': {
    title: 'resource policy gives others rights in AWS Organizations',
    severity: 'high',
    escalates:
      'low if it only allows a member account that is not a client or an environment to read, if the configuration names the account of a client or an environment for it, or if it names a user or role that no longer exists',
    holds:
      'The resource policy of the organization gives rights only to accounts that organization.delegatedAdministrators names for organizations.amazonaws.com, and none of them is the account of a client or an environment.',
    why: 'People who can change policies of the organization can remove the guardrails, and people who can read the organization see the names and email addresses of all clients.',
    fix: 'Remove the statements, or the policy. If you want the account to have these rights, name it in the configuration.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html',
  },
} satisfies Checks;
