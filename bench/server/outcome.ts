import type { SandboxState } from '../../src/sandbox/state.ts';

/** What setting up a client left in the organization, with its name and account id as CLIENT and ACCOUNT. */
export interface Outcome {
  /** Names of the OUs above the account, from the root down. */
  readonly place: readonly string[];
  readonly email: string;
  readonly role: {
    readonly name: string;
    readonly path: string;
    readonly trust: unknown;
    readonly maxSessionDuration: number;
    readonly attached: readonly string[];
    readonly inline: readonly string[];
  } | null;
  /** The documents of the group `production` in Ops that name the account. */
  readonly grants: readonly unknown[];
}

/**
 * Two ways of setting up a client came to the same where this is equal. The role's description and the tags are left
 * out: steps by hand set none, and who gets in does not depend on them.
 *
 * @throws Error when there is no account of that name, or more than one
 */
export function outcomeOf(state: SandboxState, client: string): Outcome {
  const [account, ...more] = Object.values(state.accounts).filter(({ name }) => name === client);
  if (account === undefined || more.length > 0)
    throw new Error(
      `there are ${account === undefined ? 'no accounts' : 'several accounts'} named ${client}`,
    );
  const role = state.iam[account.id]?.roles[`${client}-production`];
  const outcome: Outcome = {
    place: placeOf(state, account.parentId),
    email: account.email,
    role:
      role === undefined
        ? null
        : {
            name: role.name,
            path: role.path,
            trust: JSON.parse(role.trust.document),
            maxSessionDuration: role.maxSessionDuration,
            attached: role.attached,
            inline: Object.keys(role.inline),
          },
    grants: grantsNaming(state, account.id),
  };
  return JSON.parse(JSON.stringify(outcome).replaceAll(account.id, 'ACCOUNT').replaceAll(client, 'CLIENT'));
}

function placeOf(state: SandboxState, unitId: string): string[] {
  const unit = state.units[unitId];
  return unit === undefined ? [] : [...placeOf(state, unit.parentId), unit.name];
}

function grantsNaming(state: SandboxState, accountId: string): unknown[] {
  const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
  const iam = state.iam[ops];
  const group = iam?.groups['production'];
  const inline = Object.values(group?.inline ?? {}).map(({ document }) => document);
  const packed = (group?.attached ?? []).flatMap((arn) => {
    const policy = iam?.policies[arn];
    return policy?.versions.filter(({ id }) => id === policy.defaultVersionId) ?? [];
  });
  return [...inline, ...packed.map(({ document }) => document)]
    .filter((document) => document.includes(accountId))
    .map((document) => JSON.parse(document));
}
