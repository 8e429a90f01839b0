import { initCommand, refOf } from '../../model/account-kind.ts';
import { issuerName, type OidcProvider } from '../../model/ci.ts';
import type { IamSnapshot } from '../../model/organization.ts';
import { TRUST_ACTIONS } from '../../model/policy/trust.ts';
import type { Role } from '../../model/snapshot.ts';
import { type CiTarget, ciProviders, ciTargets, providerSteps } from '../ci-plan.ts';
import type { Difference } from '../difference.ts';
import { compareTrust } from '../role-plan.ts';
import { type DiffContext, difference, type OwnedAccount } from './context.ts';
import { withNames } from './role-trust.ts';
import type { RoleWords } from './role-words.ts';
import { wordsOf } from './trust.ts';
import { wantedRoleDifferences } from './wanted-role.ts';

/** How the CI roles of an account, and the providers whose tokens they take, differ from those of the structure. */
export function ciDifferences(
  owned: OwnedAccount,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  if (owned.kind.ci.length === 0) return [];
  const account = { ...owned, partition: context.snapshot.partition };
  const targets = ciTargets(account, owned.account.id);
  const providers = ciProviders(account, owned.account.id);
  return [
    ...providers.flatMap((one) => providerDifference(one, targets, owned, iam, context)),
    ...targets.flatMap((target) => {
      const provider = providers.find(({ issuer }) => issuer === target.issuer);
      const words = wordsFor(target, owned, context);
      const before = provider ? providerRepair(provider, owned, iam) : [];
      return wantedRoleDifferences(iam, target, { known: context.known, words }, context, before);
    }),
  ];
}

/** Where no role trusts it yet, what the missing role reports is enough. */
function providerDifference(
  wanted: OidcProvider,
  targets: readonly CiTarget[],
  owned: OwnedAccount,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  const isUsed = targets.some(
    ({ issuer, name }) => issuer === wanted.issuer && iam.roles.some((role) => role.name === name),
  );
  const repair = providerRepair(wanted, owned, iam);
  if (!isUsed || repair.length === 0) return [];
  const { account } = owned;
  const actual = providerIn(iam, wanted);
  const name = issuerName(wanted.issuer);
  return [
    difference({
      check: 'ci-provider',
      subject: `${context.labelOf(account)}/${name}`,
      place: context.placeOf(account),
      message: actual
        ? `the OIDC provider ${name} of ${owned.name} lacks an audience that a CI role needs`
        : `the account ${owned.name} has no OIDC provider ${name}`,
      expected: wanted.audiences.join(', '),
      actual: actual ? actual.audiences.join(', ') || 'none' : 'no provider',
      repair,
    }),
  ];
}

function providerIn(iam: IamSnapshot, { arn }: OidcProvider): OidcProvider | undefined {
  return iam.providers?.find((one) => one.arn === arn);
}

function providerRepair(wanted: OidcProvider, owned: OwnedAccount, iam: IamSnapshot): Difference['repair'] {
  return providerSteps(refOf(owned), wanted, providerIn(iam, wanted)).flatMap(({ change, state }) =>
    state === 'satisfied' ? [] : [{ change, consent: false }],
  );
}

function wordsFor(target: CiTarget, owned: OwnedAccount, context: DiffContext): RoleWords {
  const { account } = owned;
  const subject = `${context.labelOf(account)}/${target.name}`;
  const place = context.placeOf(account);
  const setting = (what: string) => ({ check: 'ci-role-settings' as const, subject: `${subject}/${what}` });
  const whose = `tokens of ${issuerName(target.issuer)} for ${target.tokens?.subject ?? ''}`;
  return {
    subject,
    place,
    owner: refOf(owned),
    makeIt: initCommand(owned),
    about(aspect, policy) {
      switch (aspect) {
        case 'missing':
        case 'misnamed':
          return { check: 'ci-role-missing', subject };
        case 'policy-missing':
          return { check: 'ci-role-policy-missing', subject: `${subject}/${policy ?? ''}` };
        case 'policy-extra':
          return { check: 'ci-role-policy-extra', subject: `${subject}/${policy ?? ''}` };
        case 'path':
        case 'boundary':
          return { ...setting(aspect), severity: 'medium' };
        default:
          return setting(aspect);
      }
    },
    trust({ role, trust }, change) {
      const isNarrower = trust.verdict === 'narrower';
      const isSameJob = trust.verdict === 'broader' && isForItsJobOnly(role, change.intended, context);
      return [
        difference({
          check: isNarrower ? 'ci-role-narrower' : 'ci-role-trust',
          ...(isSameJob ? { severity: 'low' as const } : {}),
          subject,
          place,
          message: isNarrower
            ? `the role ${role.name} does not accept all ${whose}`
            : isSameJob
              ? `the role ${role.name} allows ${whose} to do more than assume the role`
              : trust.verdict === 'not-understood'
                ? `diverst does not understand who can assume the role ${role.name} in addition to ${whose}`
                : `the role ${role.name} gives access to more than ${whose}`,
          expected: change.intended,
          actual: role.trust,
          evidence: wordsOf(trust).map((text) => withNames(text, context)),
          repair: [{ change, consent: false }],
        }),
      ];
    },
  };
}

/** Whether nobody gets in but the job that is meant, whatever else of STS it is allowed: tags, a source identity. */
function isForItsJobOnly(role: Role, intended: string, { known }: DiffContext): boolean {
  const { verdict } = compareTrust(role, withAllActions(intended), known);
  return verdict === 'equal' || verdict === 'narrower';
}

function withAllActions(trust: string): string {
  const document: { readonly Statement: readonly object[] } = JSON.parse(trust);
  const Statement = document.Statement.map((statement) => ({ ...statement, Action: TRUST_ACTIONS }));
  return JSON.stringify({ ...document, Statement });
}
