import type { Config } from '../../../config/load.ts';
import type { AccountNoun } from '../../../model/account-kind.ts';
import { accountJson, type GrantedAccount } from '../../../model/granted-accounts.ts';
import { namesPerson, terraformProviders } from '../../../views/terraform/provider.ts';
import { configOf } from '../../configuration.ts';
import type { CommandContext } from '../../context.ts';
import { warn } from '../../notices.ts';
import { isSandbox } from '../../sandbox/state-path.ts';
import { findAccount, type ReadGrantedAccounts } from '../../session/find-account.ts';
import { readGrantedAccounts } from '../../session/granted-accounts.ts';
import { validRegion } from '../../valid-region.ts';
import { backendOf } from './backend.ts';
import { writeBackends } from './backends.ts';
import { accessOf, sayCredentials, sayPerson } from './credentials.ts';
import { readWish, type TerraformOptions, type Way } from './options.ts';
import { giveText, type Made } from './output.ts';
import { severalAccounts } from './several.ts';

/** @param name null for several accounts, which options name */
export async function runTerraform(
  noun: AccountNoun,
  name: string | null,
  options: TerraformOptions,
  context: CommandContext,
  read: ReadGrantedAccounts = readGrantedAccounts,
): Promise<void> {
  const wish = readWish(noun, name, options);
  const config = await configOf(context);
  // Before AWS is asked, whose addresses have it in them.
  validRegion(context.globals.region ?? config.region);
  if (wish.form === 'backends') {
    return writeBackends(noun, wish, options, context, config);
  }
  await giveText(options, context, async () => {
    if (wish.form === 'accounts' || wish.form === 'providers') {
      return severalAccounts(noun, wish, options, context, config);
    }
    const find = () => findAccount(noun, wish.name, options.roleArn, context, read);
    if (wish.form === 'provider') return providerOf(await find(), wish.way, options, context, config);
    return backendOf(wish, find, options, context, config);
  });
}

function providerOf(
  account: GrantedAccount,
  way: Way,
  options: TerraformOptions,
  context: CommandContext,
  config: Config,
): Made {
  const { terminal, globals, env } = context;
  const region = validRegion(globals.region ?? config.region);
  const access = accessOf(account, options, way, config);
  // Credentials of the environment are of one account, so that the module has no other provider.
  const alias = options.alias ?? (way === 'environment' ? false : account.name);
  const provider = {
    accountId: account.accountId,
    region,
    alias: alias === false ? null : alias,
    access,
  };
  const hcl = terraformProviders([provider]);
  return {
    text: hcl,
    json: {
      ...accountJson(account),
      ...{ alias: provider.alias, region, with: way, hcl },
      sandbox: isSandbox(globals, env),
    },
    notices() {
      if (region === null) {
        warn(
          terminal,
          'no region is configured: Terraform uses AWS_REGION; to write a region into the file, add --region REGION',
        );
      }
      sayPerson(access, context);
      sayCredentials(account, { way, words: 'plan', asksPerson: namesPerson(access) }, context, config);
    },
  };
}
