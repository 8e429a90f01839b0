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
          'delegated administrators, services with trusted access and the resource policy of the organization could not be read',
        ifDenied: [
          'allow the caller organizations:ListDelegatedAdministrators, organizations:ListDelegatedServicesForAccount, organizations:ListAWSServiceAccessForOrganization and organizations:DescribeResourcePolicy',
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
        message: `${name === '' ? accountId : `${name} (${accountId})`} administers ${service} for the whole organization${owner === null ? '' : `, and is a ${owner.kind.noun}’s account`}`,
        expected: isNamed ? 'an account that is no client or environment' : 'not an administrator',
        actual: `delegated administrator of ${service}`,
        evidence: [
          ...(power === null ? [] : [`it can ${power}`]),
          'it can read the names, email addresses and policies of all accounts',
        ],
        fix: [
          `end it: aws organizations deregister-delegated-administrator --account-id ${accountId} --service-principal ${service}`,
          ...(isNamed ? [] : [`or, if it is intended, ${nameIt(accountId, service, context.snapshot)}`]),
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
        message: `${service} has trusted access: it can ${powerOf(service) ?? ''}`,
        expected: 'no trusted access, or an account that the configuration names for it',
        actual: 'trusted access',
        fix: [
          `if you do not use it, end it: aws organizations disable-aws-service-access --service-principal ${service}`,
          'if you use it, name the account that administers it (the management account, too) under organization.delegatedAdministrators in diverst.config.yaml',
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
        ? `organization.delegatedAdministrators names ${name}, and there is no such account`
        : `organization.delegatedAdministrators names ${name}, and ${count} accounts have this name`,
    expected: 'the name or ID of one account',
    actual: count === 0 ? 'none' : `${count} accounts`,
    fix: [
      count === 0
        ? 'correct the name in diverst.config.yaml, or remove it'
        : 'name the account by its ID in diverst.config.yaml',
    ],
  });
}
