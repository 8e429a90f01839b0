import { reachableOf } from '../../access/member-accounts.ts';
import type { OrganizationsApi } from '../../aws/api.ts';
import { ciRoleNames } from '../../model/ci-roles.ts';
import type { ControlPoliciesReading } from '../../model/control-policies.ts';
import { isDoubtful } from '../../model/guardrail-use.ts';
import {
  type AccountSnapshot,
  type IamSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
} from '../../model/organization.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import { diffContext, holdsNothing } from '../../plan/diff/context.ts';
import { guardedAccounts } from '../../plan/guardrail-care.ts';
import { guardedMoves } from '../../plan/guardrail-moves.ts';
import { useInWords } from '../../plan/guardrail-use-words.ts';
import { readGuardrailUse } from '../organization/guardrail-use.ts';
import { orUnread } from '../organization/or-unread.ts';
import { policiesAbove } from '../organization/read-policies.ts';
import { type AdoptionCare, adoptionMove, nothingAdopted } from './adoption.ts';
import type { InitAccountTools, PreparedAccount } from './prepare-account.ts';

/**
 * Finds the use that guardrails at its new place would deny in an existing account that will be moved. If the account
 * has no roles or users of your own, nothing can be denied, and nothing more is read.
 * @throws the signal's reason; AwsError for parts of the account that cannot be read, and are needed anyhow
 */
export async function adoptionCare(
  prepared: PreparedAccount,
  tools: InitAccountTools,
): Promise<AdoptionCare> {
  const { plan, actual, members, management } = prepared;
  const { aws, structure, wait } = tools;
  const move = adoptionMove(prepared);
  const { account } = actual;
  if (move === null || account === null || structure.guardrails === null) return nothingAdopted;
  // Without all features an organization has no such policies.
  if (management.organization.featureSet !== 'ALL') return nothingAdopted;
  const iam = await members.withIam(reachableOf(account, wait), wait, (api) =>
    api.readAccount(['User', 'Role']),
  );
  const { target } = prepared;
  if (holdsNothing(iam, [structure.accessRole, target.role.name, ...ciRoleNames(target)]))
    return nothingAdopted;
  const controlPolicies = await orUnread(wait, () => readPoliciesOf(aws));
  if (controlPolicies.kind === 'unread') {
    const why = `the policies of the organization could not be read: ${controlPolicies.reason}`;
    return {
      notices: [`diverst could not find out what guardrails deny in ${move.to}: ${why}`],
      isDoubtful: true,
    };
  }
  const snapshot = await snapshotOf(prepared, iam, controlPolicies, tools);
  const context = diffContext(structure, snapshot, wait.clock.now());
  const moves = guardedMoves(plan.steps, context);
  const mended = plan.steps.flatMap(({ change, state }) =>
    change.kind === 'replace-trust' && state === 'needed' ? [change.role] : [],
  );
  const question = {
    guarded: guardedAccounts([], moves, context),
    context,
    mended: new Set(
      [actual.role, ...actual.ci.roles].flatMap((role) =>
        role !== null && mended.includes(role.name) ? [role.arn] : [],
      ),
    ),
  };
  const use = await readGuardrailUse(question, { ...tools, management });
  return {
    notices: useInWords(use),
    isDoubtful: moves.some(({ accountId, guardrails }) =>
      guardrails.some((name) => isDoubtful(use, name, new Set([accountId]))),
    ),
  };
}

/** What the policies of the organization deny at places of accounts. */
async function readPoliciesOf(aws: InitAccountTools['aws']) {
  const [{ types }, policies] = await Promise.all([aws.organizations.root(), policiesAbove(aws)]);
  return { kind: 'read' as const, types, policies, withoutFullAccess: [] };
}

/** As much of the organization as is known here: the OUs of the structure, and the IAM of the one account. */
async function snapshotOf(
  { management, target, units, accounts, actual }: PreparedAccount,
  iam: IamSnapshot,
  controlPolicies: ControlPoliciesReading,
  { aws, structure }: InitAccountTools,
): Promise<OrganizationSnapshot> {
  const { organization } = management;
  const names = structure.units;
  return {
    ...nothingElseAsked,
    partition: target.partition,
    id: organization.id,
    managementAccountId: organization.managementAccountId,
    featureSet: organization.featureSet,
    rootId: units.rootId,
    units: [
      { id: units.usersId, name: names.users, parentId: units.rootId },
      { id: units.environmentsId, name: names.environments, parentId: units.rootId },
      { id: units.productionId, name: names.production, parentId: units.environmentsId },
    ],
    accounts: await Promise.all(
      accounts.map(
        async (account): Promise<AccountSnapshot> =>
          account.id === actual.account?.id
            ? {
                ...account,
                parentId: actual.account.parentId ?? '',
                reading: { kind: 'read', iam, rootUser: { kind: 'not-asked' } },
              }
            : {
                ...account,
                parentId: account.parentId ?? (await parentIfNamed(account, structure, aws.organizations)),
                reading: { kind: 'not-asked' },
              },
      ),
    ),
    controlPolicies,
  };
}

/** The place of an account decides whether guardrails may except it, and is of no account for any other. */
async function parentIfNamed(
  { id, name }: Account,
  { guardrails }: Structure,
  organizations: OrganizationsApi,
): Promise<string> {
  const named = [...(guardrails?.reach ?? []), ...(guardrails?.hubs ?? [])];
  return named.includes(id) || named.includes(name) ? organizations.parentOf(id) : '';
}
