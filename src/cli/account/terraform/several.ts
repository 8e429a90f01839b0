import type { Config } from '../../../config/load.ts';
import type { AccountKind, AccountNoun } from '../../../model/account-kind.ts';
import { readRoleArn } from '../../../model/arn.ts';
import { ciRolesOf } from '../../../model/ci-roles.ts';
import { Failure } from '../../../model/failure.ts';
import { accountJson, type GrantedAccount } from '../../../model/granted-accounts.ts';
import { labelsOf } from '../../../model/labels.ts';
import { plural } from '../../../views/plural.ts';
import { type TerraformAccount, terraformAccounts } from '../../../views/terraform/accounts-file.ts';
import { namesPerson, terraformProviders } from '../../../views/terraform/provider.ts';
import type { CommandContext } from '../../context.ts';
import { originOf } from '../../mode.ts';
import { say, warn } from '../../notices.ts';
import { isSandbox } from '../../sandbox/state-path.ts';
import { chosenAccounts, validLabels } from '../../session/chosen-accounts.ts';
import { visibleAccounts } from '../../session/visible-accounts.ts';
import { validRegion } from '../../valid-region.ts';
import { emptyUnit } from '../not-in-organization.ts';
import { accessOf, sayCredentials, sayPerson } from './credentials.ts';
import type { TerraformOptions, TerraformWish } from './options.ts';
import type { Made } from './output.ts';

/**
 * The accounts of one run, and their source: for a member the accounts that the groups grant, for an admin every
 * account of the organization.
 */
export async function accountsOf(noun: AccountNoun, options: TerraformOptions, context: CommandContext) {
  const labels = validLabels(options.label ?? []);
  const { session, kind, all, read } = await visibleAccounts(noun, context);
  if (all !== null && all.accounts.length === 0) throw new Failure('failed', { what: emptyUnit(kind) });
  const granted = all ?? (await read());
  const chosen = chosenAccounts(noun, { names: [], labels }, granted, session.structure);
  const from =
    all === null
      ? 'that your groups grant'
      : 'of the organization, because you sign in the management account';
  return {
    chosen,
    kind,
    origin: originOf(session, granted.identity),
    isAdmin: all !== null,
    sayChosen: () => say(context.terminal, `${plural(chosen.length, noun)} ${from}`),
  };
}

/** Of several accounts, what one file of Terraform says of them. */
export async function severalAccounts(
  noun: AccountNoun,
  wish: Extract<TerraformWish, { form: 'accounts' | 'providers' }>,
  options: TerraformOptions,
  context: CommandContext,
  config: Config,
): Promise<Made> {
  const region = validRegion(context.globals.region ?? config.region);
  const { chosen, kind, origin, isAdmin, sayChosen } = await accountsOf(noun, options, context);
  const notices = () => {
    sayChosen();
    if (region === null) warn(context.terminal, 'no region is configured: add --region REGION');
  };
  if (wish.form === 'accounts') {
    const accounts = chosen.map((account) => factsOf(account, kind, region));
    return {
      text: terraformAccounts(`${noun}s`, accounts),
      json: { [`${noun}s`]: accounts.map(({ name, ...facts }) => ({ [noun]: name, ...facts })), ...origin },
      notices,
    };
  }
  const providers = chosen.map((account) => ({
    alias: account.name,
    accountId: account.accountId,
    region,
    access: accessOf(account, options, wish.way, config),
  }));
  const hcl = terraformProviders(providers);
  return {
    text: hcl,
    json: { [`${noun}s`]: chosen.map(accountJson), region, with: wish.way, hcl, ...origin },
    notices() {
      notices();
      const [first] = providers;
      if (first === undefined) return;
      sayPerson(first.access, context);
      const asksPerson = namesPerson(first.access);
      const call = { way: wish.way, words: 'plan', asksPerson };
      sayCredentials({ noun, name: null }, call, isAdmin ? asMember(context, config) : context, config);
    },
  };
}

/** The roles let in users of Ops alone, so that an admin's own profile does not go with the providers. */
function asMember(context: CommandContext, config: Config): CommandContext {
  const { profile: _, ...others } = context.globals;
  const isNamed = config.profiles.ops !== null || isSandbox(others, context.env);
  return { ...context, globals: isNamed ? others : { ...others, profile: 'YOUR_OPS_PROFILE' } };
}

function factsOf(account: GrantedAccount, kind: AccountKind, region: string | null): TerraformAccount {
  const { name, accountId } = account;
  const partition = readRoleArn(account.roleArn)?.partition ?? 'aws';
  const arns = ciRolesOf({ kind, name }, { partition, accountId }).map(({ arn }) => arn);
  return {
    name,
    accountId,
    roleArn: account.roleArn,
    region,
    labels: labelsOf(kind.labels, name),
    ciRoleArns:
      kind.ci.length === 0
        ? null
        : Object.fromEntries(kind.ci.map(({ role }, index) => [role, arns[index] ?? ''])),
  };
}
