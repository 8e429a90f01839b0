import { withArticle } from '../../model/account-kind.ts';
import type { DelegatedAdministrator } from '../../model/delegation.ts';
import { powerOf, worksInMembers } from '../../model/service-powers.ts';
import type { Difference } from '../difference.ts';
import { type ConfiguredDelegates, configuredDelegates, nameIt } from './configured-delegates.ts';
import { type DiffContext, difference, notAudited, organizationPlace } from './context.ts';
import { resourcePolicyDifferences } from './resource-policy.ts';

/** What the organization has handed to others: to accounts that administer services, to services, by its own policy. */
export function delegationDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure } = context;
  const { delegation: reading } = snapshot;
  if (reading.kind === 'not-asked') return [];
  if (reading.kind === 'unread')
    return [
      notAudited(reading, {
        subject: 'delegation',
        place: organizationPlace(context),
        message:
          'diverst could not read the delegated administrators, the services with trusted access and the resource policy of the organization',
        ifDenied: [
          'allow your identity organizations:ListDelegatedAdministrators, organizations:ListDelegatedServicesForAccount, organizations:ListAWSServiceAccessForOrganization and organizations:DescribeResourcePolicy',
        ],
      }),
    ];
  const configured = configuredDelegates(structure, snapshot);
  return [
    ...reading.administrators.flatMap((one) => administratorDifferences(one, configured, context)),
    ...trustedAccessDifferences(reading.trustedServices, configured, context),
    ...resourcePolicyDifferences(reading.resourcePolicy, configured, context),
    ...configured.unknown.map(unknownName),
  ];
}

function administratorDifferences(
  { accountId, name, services }: DelegatedAdministrator,
  { byAccount }: ConfiguredDelegates,
  context: DiffContext,
): readonly Difference[] {
  const account = context.byId.get(accountId) ?? null;
  const owner = account && context.ownerOf(account);
  return services.flatMap((service): readonly Difference[] => {
    const isNamed = byAccount.get(accountId)?.has(service) === true;
    if (isNamed && owner === null) return [];
    const power = powerOf(service);
    return [
      difference({
        check: 'delegated-administrator',
        subject: `${account ? context.labelOf(account) : accountId}/${service}`,
        place: account
          ? context.placeOf(account)
          : { kind: 'account', name: name === '' ? accountId : name, accountId },
        ...(isNamed ? { severity: 'low' } : {}),
        message: `${name === '' ? accountId : `${name} (${accountId})`} administers ${service} for the whole organization${owner === null ? '' : `, although it is the account of ${withArticle(owner.kind)}`}`,
        expected: isNamed
          ? 'an account that is not a client or an environment'
          : 'not a delegated administrator',
        actual: `delegated administrator of ${service}`,
        evidence: [
          ...(power === null ? [] : [`the account can ${power}`]),
          'the account can read the names, email addresses and policies of all accounts',
        ],
        fix: [
          `deregister the account: aws organizations deregister-delegated-administrator --account-id ${accountId} --service-principal ${service}`,
          ...(isNamed ? [] : [`or, if you want this, ${nameIt(accountId, service, context.snapshot)}`]),
        ],
      }),
    ];
  });
}

/** Of services that give somebody a way into member accounts; the others are facts that `org show --json` lists. */
function trustedAccessDifferences(
  services: readonly string[],
  { byAccount }: ConfiguredDelegates,
  context: DiffContext,
): readonly Difference[] {
  const used = new Set([...byAccount.values()].flatMap((names) => [...names]));
  return services
    .filter((service) => worksInMembers(service) && !used.has(service))
    .map((service) =>
      difference({
        check: 'trusted-access',
        subject: service,
        place: organizationPlace(context),
        message: `the service ${service} has trusted access and can ${powerOf(service) ?? ''}`,
        expected: 'no trusted access, or an account in the configuration that administers the service',
        actual: 'trusted access',
        fix: [
          `end the trusted access if you do not use the service: aws organizations disable-aws-service-access --service-principal ${service}`,
          'or name the account that administers the service (for example the management account) under organization.delegatedAdministrators in diverst.config.yaml',
        ],
      }),
    );
}

function unknownName({ name, count }: ConfiguredDelegates['unknown'][number]): Difference {
  return difference({
    check: 'delegated-administrator-unknown',
    subject: name,
    place: { kind: 'configuration', name: 'organization.delegatedAdministrators', accountId: null },
    message:
      count === 0
        ? `organization.delegatedAdministrators names ${name}, but no such account exists`
        : `organization.delegatedAdministrators names ${name}, but ${count} accounts have this name`,
    expected: 'the name or ID of one account',
    actual: count === 0 ? 'no account' : `${count} accounts`,
    fix: [
      count === 0
        ? 'correct the name in diverst.config.yaml, or remove it'
        : 'use the ID of the account in diverst.config.yaml',
    ],
  });
}
