import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { Origin } from '../../model/origin.ts';
import type { ChangeStatus, Step } from '../../plan/change.ts';
import { escapeName } from '../escape.ts';
import { type NextCommand, nextLines } from '../next-commands.ts';
import { doneWords, headline, openWords } from '../outcome.ts';
import type { Paint } from '../paint.ts';
import { changeJson, openLines } from '../steps.ts';

/** A person who was added. */
interface AddedUserFacts {
  readonly user: string;
  readonly created: boolean;
  readonly groups: readonly string[];
  readonly account: { readonly id: string; readonly name: string };
  readonly password: string | null;
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
}

/** Hosts of the partition’s console. */
interface ConsoleHosts {
  readonly signIn: string;
  readonly console: string;
}

/** The stable object of `--json`; it alone holds the password. */
export function addedUserJson(
  { user, created, groups, account, password, changes }: AddedUserFacts,
  address: ConsoleHosts | null,
  origin: Origin,
): string {
  const signIn = address && signInAddress(address, account.id);
  const object = {
    user,
    created,
    groups,
    account,
    signIn,
    password,
    changes: changes.map(changeJson),
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/** What the user is now, and what to send to the person, without the password. */
export function addedUserView(
  facts: AddedUserFacts,
  where: {
    /** Null in a partition whose console is not known. */
    readonly address: ConsoleHosts | null;
    readonly region: string | null;
    /** Global options that the person’s own commands need, too. */
    readonly options: string;
    /** The kinds of account that the groups give access to. */
    readonly nouns: readonly AccountNoun[];
    /** Whether there is a configuration file that the person needs, too. */
    readonly isConfigured: boolean;
  },
  next: readonly NextCommand[],
  paint: Paint,
  width: number | null,
): string {
  const { user, account, groups, changes, password } = facts;
  const open = openWords(changes);
  const what = `user ${user} in ${account.name} (${account.id})`;
  const done = doneWords(changes);
  const lines =
    open !== null
      ? [...headline('incomplete', `${what}: ${open}`, paint, width), ...openLines(changes, paint, width)]
      : done === ''
        ? [...headline('no changes', `${what} is in ${groupWords(groups)}`, paint, width)]
        : [...headline('done', `${what} is in ${groupWords(groups)}`, paint, width)];
  lines.push(...nextLines(next, paint, width));
  if (open === null && password !== null)
    lines.push(
      '',
      `Send this text to ${user}, and send the password in another way:`,
      '',
      ...textToSend(facts, where).map(escapeName),
    );
  return `${lines.join('\n')}\n`;
}

function groupWords(groups: readonly string[]): string {
  return `${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')}`;
}

/**
 * From the first password to a client: the MFA device has the name of its user, for no other one may be registered, and
 * everything but registering one needs MFA.
 */
function textToSend(
  { user, account }: AddedUserFacts,
  { address, region, options, nouns, isConfigured }: Parameters<typeof addedUserView>[1],
): readonly string[] {
  const signIn = address === null ? `account ${account.id}` : signInAddress(address, account.id);
  const devices =
    address === null
      ? 'IAM, Security credentials'
      : `https://${address.console}/iam/home#/security_credentials`;
  return [
    '1. Sign in to AWS. You get the password separately, and AWS asks you to choose',
    '   another one.',
    `     address    ${signIn}`,
    `     user name  ${user}`,
    '2. If you have no MFA device yet, register one: choose “Authenticator app”, and',
    `   give the device exactly the name of your user, ${user}.`,
    `     ${devices}`,
    '3. Sign out, and sign in again with the MFA code.',
    '4. Install diverst, and the AWS CLI in version 2.32 or newer. Add these lines to',
    '   ~/.aws/config:',
    '     [profile ops]',
    `     region = ${region ?? 'us-east-1'}`,
    ...(isConfigured
      ? [
          '   Ask for the file diverst.config.yaml of your company, and save it in the',
          '   folder where you work.',
        ]
      : []),
    '5. Sign in on the command line, and list what you have access to:',
    '     aws login --profile ops',
    ...nouns.map((noun) => `     diverst ${accountWords[noun].command} list --profile ops${options}`),
    ...nouns.flatMap((noun, index) => [
      `${6 + index}. Replace NAME, and run a command in the account of ${withArticle({ noun })}:`,
      `     diverst ${accountWords[noun].command} exec NAME --profile ops${options} -- aws sts get-caller-identity`,
    ]),
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html */
function signInAddress({ signIn }: ConsoleHosts, accountId: string): string {
  return `https://${accountId}.${signIn}/console`;
}
