import { type DelegatedRights, delegatedRights } from '../../model/policy/delegated-rights.ts';
import type { Difference } from '../difference.ts';
import { type ConfiguredDelegates, nameIt, organizationsService } from './configured-delegates.ts';
import { type DiffContext, difference, organizationPlace } from './context.ts';

const show = 'aws organizations describe-resource-policy';

/**
 * What the organization's resource policy lets others do in Organizations, each account that it names by itself.
 * @param document JSON; null where there is none
 */
export function resourcePolicyDifferences(
  document: string | null,
  configured: ConfiguredDelegates,
  context: DiffContext,
): readonly Difference[] {
  if (document === null) return [];
  const result = delegatedRights(document, context.known);
  if (!result.ok)
    return [
      difference({
        check: 'resource-policy',
        subject: context.snapshot.id,
        place: organizationPlace(context),
        message: `diverst does not understand the resource policy of the organization: ${result.reason}`,
        expected: 'a policy that diverst understands',
        actual: document,
        fix: [`read the policy: ${show}`],
      }),
    ];
  return result.delegated.flatMap((one): readonly Difference[] => {
    const judged = judge(one, configured, context);
    if (judged === null) return [];
    const { who, subject, severity } = judged;
    return [
      difference({
        check: 'resource-policy',
        subject,
        place: organizationPlace(context),
        ...(severity === 'low' ? { severity } : {}),
        message: `the resource policy of the organization ${one.holder.kind === 'deleted' ? `names ${who}` : `allows ${who} to ${rightsInWords[one.rights]}`}`,
        expected: 'no one, or only accounts that the configuration names',
        actual: document,
        evidence: one.evidence,
        fix: [
          `save the policy: ${show} --query ResourcePolicy.Content --output text >policy.json`,
          `remove the statements that name ${one.holder.text} from policy.json, then write the policy: aws organizations put-resource-policy --content file://policy.json`,
          'or delete the policy if you do not need it: aws organizations delete-resource-policy',
          ...(judged.canBeNamed
            ? [`or, if you want this, ${nameIt(one.holder.text, organizationsService, context.snapshot)}`]
            : []),
        ],
      }),
    ];
  });
}

const rightsInWords: Readonly<Record<DelegatedRights['rights'], string>> = {
  read: 'read the organization: names, email addresses and policies of all accounts',
  change: 'change the organization',
  'not-understood': 'do something that diverst does not understand',
};

interface Judged {
  readonly who: string;
  readonly subject: string;
  readonly severity: 'low' | 'high';
  /** The configuration can say that it is intended. */
  readonly canBeNamed: boolean;
}

/** Null where it is as wanted: who named it for the account in the configuration has decided. */
function judge(
  { holder, rights }: DelegatedRights,
  { byAccount }: ConfiguredDelegates,
  context: DiffContext,
): Judged | null {
  const { kind, text } = holder;
  const common = { subject: text, canBeNamed: false };
  if (kind === 'everyone') return { ...common, who: 'everyone', severity: 'high' };
  if (kind === 'deleted')
    return { ...common, who: `a user or role that no longer exists (${text})`, severity: 'low' };
  if (kind === 'other') return { ...common, who: text, severity: 'high' };
  if (text === context.snapshot.managementAccountId) return null;
  const account = context.byId.get(text);
  if (account === undefined)
    return { ...common, who: `account ${text} outside the organization`, severity: 'high' };
  const owner = context.ownerOf(account);
  const isNamed = byAccount.get(text)?.has(organizationsService) === true;
  if (isNamed && owner === null) return null;
  const isHarmless = isNamed || (owner === null && rights === 'read');
  return {
    who: owner === null ? `${account.name} (${text})` : `${owner.kind.noun} ${account.name} (${text})`,
    subject: context.labelOf(account),
    severity: isHarmless ? 'low' : 'high',
    canBeNamed: !isNamed,
  };
}
