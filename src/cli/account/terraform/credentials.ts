import type { Config } from '../../../config/load.ts';
import { runWith } from '../../../credentials/shells.ts';
import { type AccountNoun, accountWords } from '../../../model/account-kind.ts';
import type { GrantedAccount } from '../../../model/granted-accounts.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { parentShell } from '../../../terminal/parent-shell.ts';
import { namesPerson, PERSON, type TerraformAccess } from '../../../views/terraform/provider.ts';
import type { CommandContext } from '../../context.ts';
import { say, warn } from '../../notices.ts';
import { repeatedOptions } from '../../open-session.ts';
import { lastingOptions } from '../lasting-options.ts';
import type { TerraformOptions, Way } from './options.ts';

/** The name that a session has where no person is named. */
export function terraformSession({ name }: Pick<GrantedAccount, 'name'>): string {
  return `terraform-${name}`;
}

/** Where the provider of an account gets its credentials from. */
export function accessOf(
  account: GrantedAccount,
  { sessionName, sourceIdentity }: TerraformOptions,
  way: Way,
  config: Config,
): TerraformAccess {
  if (way === 'environment') return { kind: way };
  if (way === 'profile') return { kind: way, profile: account.name };
  const { requireSourceIdentity } = config.structure.kinds[account.noun].role;
  return {
    kind: way,
    roleArn: account.roleArn,
    sessionName: sessionName ?? (sourceIdentity === undefined ? null : terraformSession(account)),
    sourceIdentity: sourceIdentity ?? null,
    withoutPerson: requireSourceIdentity ? null : terraformSession(account),
  };
}

/** Whose credentials are spoken of; a name of null stands for several of the kind. */
interface Whose {
  readonly noun: AccountNoun;
  readonly name: string | null;
}

/** A run of Terraform that needs them. */
interface TerraformCall {
  readonly way: Way;
  /** The arguments, such as `plan`. */
  readonly words: string;
  /** The same of a run that follows it. */
  readonly following?: string;
  /** Whether it takes the person's name from the variable. */
  readonly asksPerson: boolean;
}

/** Says which credentials go with what was printed, as the command lines that bring them. */
export function sayCredentials(
  { noun, name }: Whose,
  { way, words, following, asksPerson }: TerraformCall,
  context: CommandContext,
  config: Config,
): void {
  const { terminal } = context;
  const shell = parentShell(context.shell.inherited);
  const diverst = `diverst ${accountWords[noun].command}`;
  const options = repeatedOptions(context, true);
  const { requireMfa } = config.structure.kinds[noun].role;
  switch (way) {
    case 'environment': {
      const exec = `${diverst} exec ${name ?? 'NAME'}${options} --`;
      say(terminal, `next  ${exec} terraform ${words}`);
      if (following !== undefined) say(terminal, `then  ${exec} terraform ${following}`);
      return;
    }
    case 'profile':
      if (requireMfa) {
        warn(
          terminal,
          `the role requires MFA, and Terraform cannot ask for a code; first open a session with: ${diverst} assume ${name ?? 'NAME'}${options}`,
        );
      }
      say(terminal, `next  ${diverst} profile ${name ?? '--all'} --write${options}`);
      say(terminal, `then  terraform ${words}`);
      return;
    case 'assume-role':
      if (requireMfa) {
        warn(
          terminal,
          'the role requires MFA: AWS denies the role to Terraform unless Terraform signs with credentials that already have MFA',
        );
      }
      say(terminal, `next  ${runWith(variables(asksPerson, context, config), `terraform ${words}`, shell)}`);
  }
}

/** Who is named where the role is assumed. AWS compares the name with that of the user who signs, if the role demands it. */
export function sayPerson(access: TerraformAccess, { terminal }: Pick<CommandContext, 'terminal'>): void {
  if (access.kind !== 'assume-role') return;
  const isDemanded = access.withoutPerson === null;
  if (namesPerson(access)) {
    if (!isDemanded) say(terminal, `TF_VAR_${PERSON} is optional: if you set it, CloudTrail shows your name`);
    say(
      terminal,
      `if a module has several of these files, declare the variable ${PERSON} in only one of them`,
    );
  } else if (isDemanded) {
    warn(
      terminal,
      `the role requires the name of the IAM user as which Terraform signs: AWS denies the role to every user except ${access.sourceIdentity ?? ''}`,
    );
  }
}

/** The user in Ops signs: by the profile, if no keys of this shell do. */
function variables(
  asksPerson: boolean,
  context: CommandContext,
  config: Config,
): readonly (readonly [name: string, word: string])[] {
  const { profile } = lastingOptions(context, config);
  return [
    ...(profile === null ? [] : [['AWS_PROFILE', shellWord(profile)] as const]),
    ...(asksPerson ? [[`TF_VAR_${PERSON}`, 'YOUR_IAM_USER_NAME'] as const] : []),
  ];
}
