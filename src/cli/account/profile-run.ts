import type { Config } from '../../config/load.ts';
import {
  type ProcessProfile,
  profilesInBlock,
  profileText,
  removeProfiles,
  writeProfiles,
} from '../../credentials/aws-config-block.ts';
import {
  type PathNames,
  processCommand,
  programWord,
  UnwritableWord,
} from '../../credentials/process-command.ts';
import { runWith } from '../../credentials/shells.ts';
import { shortPath } from '../../exec/short-path.ts';
import {
  type AccountKind,
  type AccountNoun,
  type AccountRef,
  accountWords,
  refText,
  withArticle,
} from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import { fits, type LabelWish, labelsOf, wishText } from '../../model/labels.ts';
import { shellWord } from '../../model/shell-word.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import { type ProfileFacts, profileJson, profileView } from '../../views/account-profile.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { repeatedOptions } from '../open-session.ts';
import { isSandbox, servedEndpoint } from '../sandbox/state-path.ts';
import { validLabels } from '../session/chosen-accounts.ts';
import { findAccount, type ReadGrantedAccounts } from '../session/find-account.ts';
import { readGrantedAccounts } from '../session/granted-accounts.ts';
import { validName } from '../session/which-account.ts';
import { signingSettings } from '../signing-profile.ts';
import { validRegion } from '../valid-region.ts';
import { awsConfigFile, credentialsSections, editAwsConfig } from './aws-files.ts';
import { type LastingOptions, lastingOptions } from './lasting-options.ts';
import { ownCommand } from './own-command.ts';

/** The options of `profile` as commander gives them. */
export interface ProfileOptions {
  readonly all?: boolean;
  readonly label?: string[];
  readonly write?: boolean;
  readonly remove?: boolean;
  readonly file?: string;
  readonly roleArn?: string;
}

/** Where the sandbox is, unless set otherwise. */
const sandboxRegion = 'us-east-1';

export async function runProfile(
  noun: AccountNoun,
  name: string | null,
  options: ProfileOptions,
  context: CommandContext,
  read: ReadGrantedAccounts = readGrantedAccounts,
): Promise<void> {
  checkWords(noun, name, options);
  const wishes = validLabels(options.label ?? []);
  if (options.remove) return removeFrom(noun, name, options, context);
  const config = await configOf(context);
  const sandbox = isSandbox(context.globals, context.env);
  if (sandbox && options.write) refuseRealFile(noun, options, context);
  const region = validRegion(await regionOf(config, context));
  const lasting = lastingOptions(context, config);
  if (name !== null) refuseUnfit({ noun, name: validName(noun, name) }, lasting.profile);
  const accounts =
    name === null
      ? await everyAccount(config.structure.kinds[noun], wishes, lasting, context, read)
      : [await findAccount(noun, name, options.roleArn, context, read)];
  const profiles = accounts.map((account) => ({
    ...account,
    credentialProcess: command(account, options, lasting, context),
    region,
    endpointUrl: sandbox ? servedEndpoint(context.env) : null,
  }));
  if (region === null) {
    warn(context.terminal, 'no region is configured, and AWS tools need a region: add --region REGION');
  }
  if (lasting.usesShellKeys) {
    warn(
      context.terminal,
      'the access keys of this shell sign, and other shells do not have them: name a profile with --profile',
    );
  }
  const text = profiles.map((profile) => profileText(profile)).join('\n');
  if (options.write) return writeTo(noun, profiles, text, options, context);
  if (context.globals.json) {
    context.terminal.out(profileJson({ file: null, changed: false, profiles, removed: [], sandbox }));
  } else context.terminal.out(text);
}

function writeTo(
  noun: AccountNoun,
  profiles: ProfileFacts['profiles'],
  text: string,
  options: ProfileOptions,
  context: CommandContext,
): void {
  const { terminal, globals } = context;
  const file = awsConfigFile(options.file, context);
  let others: readonly string[] = [];
  const { changed } = editAwsConfig(file, (before) => {
    const after = writeProfiles(before, profiles.map(inBytes));
    const names = profiles.map(({ name }) => name);
    others = profilesInBlock(after, noun).filter((one) => !names.includes(one));
    return after;
  });
  const hidden = credentialsSections(context);
  for (const { name } of profiles.filter((one) => hidden.includes(one.name))) {
    warn(
      terminal,
      `most tools prefer [${name}] in the AWS credentials file to this profile: rename that section`,
    );
  }
  if (options.all && !options.label) {
    for (const name of others) {
      warn(
        terminal,
        `profile ${name} stays, but you do not have access to it; to remove it: diverst ${accountWords[noun].command} profile ${shellWord(name)} --remove`,
      );
    }
  }
  const facts = { file, changed, profiles, removed: [], sandbox: isSandbox(globals, context.env) };
  if (globals.json) terminal.out(profileJson(facts));
  else terminal.out(profileView(facts, text, nextCommand(profiles, file, context), terminal.outPaint));
}

function removeFrom(
  noun: AccountNoun,
  name: string | null,
  options: ProfileOptions,
  context: CommandContext,
): void {
  const file = awsConfigFile(options.file, context);
  const names = name === null ? 'all' : ([validName(noun, name)] as const);
  let removed: readonly string[] = [];
  const { changed } = editAwsConfig(file, (before) => {
    const after = removeProfiles(before, noun, names);
    const left = profilesInBlock(after, noun);
    removed = profilesInBlock(before, noun).filter((one) => !left.includes(one));
    return after;
  });
  const facts = { file, changed, profiles: [], removed, sandbox: isSandbox(context.globals, context.env) };
  if (context.globals.json) context.terminal.out(profileJson(facts));
  else context.terminal.out(profileView(facts, '', null, context.terminal.outPaint));
}

export function nextCommand(
  profiles: readonly { readonly name: string }[],
  file: string,
  context: CommandContext,
  calling = parentShell,
): string | null {
  const [first] = profiles;
  if (first === undefined) return null;
  // Before anything can be asked there.
  if (isSandbox(context.globals, context.env))
    return `diverst sandbox serve${repeatedOptions(context, false)}`;
  // Tools read the file of the environment, or the usual one; a file elsewhere has to be named.
  const use = `aws sts get-caller-identity --profile ${first.name}`;
  if (file === awsConfigFile(undefined, context)) return use;
  return runWith([['AWS_CONFIG_FILE', shellWord(file)]], use, calling(context.shell.inherited));
}

/** The command as the file's bytes, one character each: a path may hold more than ASCII. */
function inBytes({ credentialProcess, ...profile }: ProcessProfile): ProcessProfile {
  return { ...profile, credentialProcess: Buffer.from(credentialProcess, 'utf8').toString('latin1') };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
function command(
  { noun, name }: AccountRef,
  { roleArn }: ProfileOptions,
  lasting: LastingOptions,
  context: CommandContext,
): string {
  const words = [
    accountWords[noun].command,
    'assume',
    name,
    '--format',
    'credential-process',
    '--no-input',
    ...(roleArn === undefined ? [] : ['--role-arn', roleArn]),
    ...lasting.words,
  ];
  try {
    return `${writableProgram(context)} ${processCommand(words, pathNames(context))}`;
  } catch (error) {
    if (!(error instanceof UnwritableWord)) throw error;
    throw new Failure(
      'usage',
      {
        what: `cannot write ${JSON.stringify(error.word)} into an AWS profile`,
        why: `It contains ${error.character}, which AWS tools interpret in different ways.`,
        fix: [`use a name or path without ${error.character}`],
      },
      { cause: error },
    );
  }
}

function pathNames({ env }: CommandContext): PathNames {
  return { platform: process.platform, short: (path) => shortPath(path, env) };
}

/** The program with its path; its bare name where the file cannot hold that path. */
function writableProgram(context: CommandContext): string {
  try {
    return processCommand(ownCommand(context), pathNames(context));
  } catch (error) {
    if (!(error instanceof UnwritableWord)) throw error;
    return programWord(process.platform);
  }
}

/** The region that commands of this call would work in: what is written has to work without this shell. */
async function regionOf(config: Config, { globals, env }: CommandContext): Promise<string | null> {
  const named = globals.region ?? config.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  if (named) return named;
  if (isSandbox(globals, env)) return sandboxRegion;
  return (await signingSettings(globals, config, 'ops', env))?.settings.get('region') ?? null;
}

/** A sandbox's accounts are none of AWS: their profiles have no place among those that are. */
function refuseRealFile(noun: AccountNoun, options: ProfileOptions, { env }: CommandContext): void {
  if (options.file !== undefined || env.AWS_CONFIG_FILE) return;
  throw new Failure('usage', {
    what: `cannot write the profile of a sandbox ${noun} to your AWS configuration file`,
    why: 'The account exists only in the sandbox, and the file is for accounts of AWS. Nothing was changed.',
    fix: [
      'use another file: add --file sandbox-aws-config',
      'or print the profile: leave out --write',
      'or use AWS: leave out --sandbox, and unset DIVERST_SANDBOX',
    ],
  });
}

async function everyAccount(
  { noun, labels }: AccountKind,
  wishes: readonly LabelWish[],
  lasting: LastingOptions,
  context: CommandContext,
  read: ReadGrantedAccounts,
): Promise<readonly GrantedAccount[]> {
  const { command } = accountWords[noun];
  const granted = await read(noun, context);
  const accounts = granted.accounts.filter(
    (one) => one.noun === noun && fits(labelsOf(labels, one.name), wishes),
  );
  const isOne = (name: string) => accounts.filter((one) => one.name === name).length === 1;
  const fit = accounts.filter((account) => {
    const { name } = account;
    const problem = isOne(name)
      ? unfit(name, lasting.profile)
      : `you have access to several of its roles; choose one: diverst ${command} profile ${name} --role-arn ARN`;
    if (problem !== null) warn(context.terminal, `${refText(account)} is left out: ${problem}`);
    return problem === null;
  });
  if (fit.length > 0) return fit;
  const labelled = wishes.length === 0 ? '' : ` with the label ${wishes.map(wishText).join(' ')}`;
  throw new Failure('failed', {
    what: `cannot write profiles: ${granted.identity} has no access to ${withArticle({ noun })}${labelled} that can have a profile`,
    fix: [`see to which ${noun}s you have access: diverst ${command} list`],
  });
}

function refuseUnfit(account: AccountRef, profile: string | null): void {
  const { noun, name } = account;
  const problem = unfit(name, profile);
  if (problem === null) return;
  throw new Failure('usage', {
    what: `${refText(account)} cannot have a profile with its name: ${problem}`,
    fix:
      name === 'default'
        ? [`run your commands through diverst: diverst ${accountWords[noun].command} exec default -- COMMAND`]
        : ['give the profile of your user in Ops: add --profile NAME'],
  });
}

function unfit(name: string, profile: string | null): string | null {
  if (name === 'default') return 'AWS tools would use the profile by default';
  if (name === profile) return 'that profile signs, and would run itself without end';
  return null;
}

function checkWords(noun: AccountNoun, name: string | null, options: ProfileOptions): void {
  const isForSeveral = options.all === true || options.label !== undefined;
  if (isForSeveral === (name !== null)) {
    const { command, example } = accountWords[noun];
    throw new Failure('usage', {
      what:
        name === null
          ? `diverst ${command} profile needs the name of ${withArticle({ noun })}`
          : `the name of ${withArticle({ noun })} and ${options.all ? '--all' : '--label'} do not go together`,
      fix: [
        `for one ${noun}: diverst ${command} profile ${example}`,
        `or for every ${noun}: diverst ${command} profile --all`,
      ],
    });
  }
  if (options.write && options.remove) {
    throw new Failure('usage', {
      what: '--write and --remove do not go together',
      fix: ['leave one of them out'],
    });
  }
  if (options.file !== undefined && !options.write && !options.remove) {
    throw new Failure('usage', {
      what: '--file needs --write or --remove, because it is the file to change',
      fix: ['add --write', 'or print the profile: leave out --file'],
    });
  }
  if (options.label !== undefined && options.remove) {
    throw new Failure('usage', {
      what: '--label and --remove do not go together',
      fix: [
        `remove the profile of one ${noun}: diverst ${accountWords[noun].command} profile NAME --remove`,
        `or remove all: diverst ${accountWords[noun].command} profile --all --remove`,
      ],
    });
  }
  if (options.roleArn !== undefined && (isForSeveral || options.remove)) {
    throw new Failure('usage', {
      what: `--role-arn is only for writing or printing the profile of one ${noun}`,
      fix: ['leave out --role-arn'],
    });
  }
}
