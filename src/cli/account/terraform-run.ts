import { loadConfig } from '../../config/load.ts';
import { type AccountRef, accountWords } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { accountJson, type GrantedAccount } from '../../model/granted-accounts.ts';
import { PERSON, type TerraformProvider, terraformProvider } from '../../views/terraform-provider.ts';
import type { CommandContext } from '../context.ts';
import { say, warn } from '../notices.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { findAccount, type ReadGrantedAccounts, validRegion } from '../session/find-account.ts';
import { readGrantedAccounts } from '../session/granted-accounts.ts';
import type { TerraformOptions } from './terraform-options.ts';

export async function runTerraform(
  { noun, name }: AccountRef,
  options: TerraformOptions,
  context: CommandContext,
  read: ReadGrantedAccounts = readGrantedAccounts,
): Promise<void> {
  const { terminal, globals } = context;
  const config = await loadConfig({ cwd: context.cwd, file: globals.config });
  const { requireMfa, requireSourceIdentity } = config.structure.kinds[noun].role;
  // Terraform cannot ask for a code, so that a role that demands MFA is out of its own reach.
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assuming-an-iam-role
  const way = options.with ?? (requireMfa ? 'profile' : 'assume-role');
  checkWords(options, way);
  const region = validRegion(globals.region ?? config.region);
  const granted = await findAccount(noun, name, options.roleArn, context, read);
  const provider: TerraformProvider = {
    accountId: granted.accountId,
    region,
    alias: options.alias === false ? null : (options.alias ?? granted.name),
    access: accessOf(granted, options, way, requireSourceIdentity),
  };
  const hcl = terraformProvider(provider);
  if (globals.json) {
    const sandbox = isSandbox(globals, context.env);
    terminal.out(
      `${JSON.stringify({ ...accountJson(granted), alias: provider.alias, region, with: way, hcl, sandbox })}\n`,
    );
    return;
  }
  terminal.out(hcl);
  if (region === null) {
    warn(terminal, 'no region is configured: Terraform takes it from AWS_REGION, or name it with --region');
  }
  const { command } = accountWords[noun];
  if (way === 'assume-role') sayPerson(options, requireSourceIdentity, terminal);
  if (way === 'profile') {
    if (requireMfa) {
      warn(
        terminal,
        `the role demands MFA, and Terraform cannot ask for a code: open a session first with: diverst ${command} assume ${granted.name}`,
      );
    }
    say(terminal, `next  diverst ${command} profile ${granted.name} --write`);
  } else if (requireMfa) {
    warn(
      terminal,
      'the role demands MFA: AWS denies it to Terraform, unless the credentials that Terraform signs with carry MFA already',
    );
  }
}

/** Where the role demands it, AWS compares the source identity with the name of the user who signs. */
function sayPerson(
  { sourceIdentity }: TerraformOptions,
  isDemanded: boolean,
  terminal: CommandContext['terminal'],
): void {
  if (sourceIdentity === undefined) {
    const command = `TF_VAR_${PERSON}=YOUR_IAM_USER_NAME terraform plan`;
    say(terminal, isDemanded ? `next  ${command}` : `to be named in CloudTrail: ${command}`);
    say(terminal, `if a module has several of these blocks, keep the variable ${PERSON} once`);
    return;
  }
  if (!isDemanded) return;
  warn(
    terminal,
    `the role demands the name of the IAM user that Terraform signs as: AWS denies it to every user but ${sourceIdentity}`,
  );
}

function terraformSession({ name }: Pick<GrantedAccount, 'name'>): string {
  return `terraform-${name}`;
}

type Way = NonNullable<TerraformOptions['with']>;

function accessOf(
  granted: GrantedAccount,
  options: TerraformOptions,
  way: Way,
  namesPerson: boolean,
): TerraformProvider['access'] {
  if (way === 'profile') return { kind: 'profile', profile: granted.name };
  const { sessionName, sourceIdentity } = options;
  return {
    kind: 'assume-role',
    roleArn: granted.roleArn,
    sessionName: sessionName ?? (sourceIdentity === undefined ? null : terraformSession(granted)),
    sourceIdentity: sourceIdentity ?? null,
    withoutPerson: namesPerson ? null : terraformSession(granted),
  };
}

function checkWords(options: TerraformOptions, way: Way): void {
  const { alias, sessionName, sourceIdentity } = options;
  // https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
  if (typeof alias === 'string' && !/^[A-Za-z_][\w-]*$/.test(alias)) {
    throw new Failure('usage', {
      what: `--alias ${JSON.stringify(alias)} is not a Terraform identifier`,
      why: 'It takes letters, digits, _ and -, and begins with a letter or _.',
      fix: ['choose another alias, or --no-alias'],
    });
  }
  for (const [flag, text] of [
    ['--session-name', sessionName],
    ['--source-identity', sourceIdentity],
  ] as const) {
    if (text === undefined) continue;
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    if (!/^[\w+=,.@-]{2,64}$/.test(text)) {
      throw new Failure('usage', {
        what: `${flag} ${JSON.stringify(text)} is not a name that AWS takes`,
        why: 'It takes 2 to 64 letters, digits and _ + = , . @ -',
        fix: ['choose another name'],
      });
    }
    if (way === 'profile') {
      throw new Failure('usage', {
        what: `${flag} is for --with assume-role`,
        why: 'With a profile diverst names the session, after your user.',
        fix: [`leave ${flag} out`],
      });
    }
  }
}
