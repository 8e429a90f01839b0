import { emailTemplateProblem } from '../../model/account-kind.ts';
import { profileNamePattern } from '../../model/aws-file.ts';
import { Failure } from '../../model/failure.ts';
import { isRegion } from '../../model/region.ts';
import { shellWord } from '../../model/shell-word.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { FirstSettings } from '../../views/config/file.ts';
import { cannotAsk } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { type KnownProfile, knownProfiles } from './aws-profile-names.ts';
import type { ConfigInitOptions } from './init-options.ts';

const { placeholder } = defaultStructure.kinds.client;
const exampleEmail = `aws+${placeholder}@example.com`;
/** A person who mistypes three times is better served by the message than by a fourth question. */
const attempts = 3;

/**
 * The settings of a new file: from options, then from answers, then defaults.
 * @throws Failure of kind `usage` for a wrong value, and if a value is missing and no question can be asked
 */
export async function firstSettings(
  options: ConfigInitOptions,
  context: CommandContext,
): Promise<FirstSettings> {
  const { globals } = context;
  refuseValues(options, globals.region);
  const profiles = knownProfiles(context);
  const questions = missing(options, globals.region);
  if (questions.length > 0 && !options.yes && !context.terminal.interactive) throw needsAnswers(questions);
  if (options.yes && options.email === undefined) throw noEmail();
  const asks = !options.yes;
  const management =
    options.managementProfile ?? (asks ? await askProfile('management', profiles, context) : null);
  const ops = options.opsProfile ?? (asks ? await askProfile('ops', profiles, context) : null);
  const region = globals.region ?? (asks ? await askRegion([management, ops], profiles, context) : null);
  const email = options.email ?? (await askEmail(context));
  const requireMfa = options.requireMfa ?? (asks ? await askMfa(context) : true);
  for (const name of new Set([management, ops]))
    if (name !== null && !profiles.some((one) => one.name === name))
      warn(context.terminal, `the AWS profile ${name} does not exist yet in your AWS files`);
  return { email, profiles: { management, ops }, region, requireMfa };
}

/** Each value by its option: the file in which the schema would find it does not exist yet. */
function refuseValues(
  { email, managementProfile, opsProfile }: ConfigInitOptions,
  region: string | undefined,
): void {
  refuseProfile('--management-profile', managementProfile);
  refuseProfile('--ops-profile', opsProfile);
  const problem = email === undefined ? null : emailTemplateProblem(email, placeholder);
  if (problem !== null)
    throw new Failure('usage', {
      what: `--email ${JSON.stringify(email)} ${problem}`,
      fix: [`give a template such as: --email ${shellWord(exampleEmail)}`],
    });
  if (region !== undefined && !isRegion(region))
    throw new Failure('usage', {
      what: `--region ${JSON.stringify(region)} is not an AWS region`,
      fix: ['give a region such as: --region eu-central-1'],
    });
}

function refuseProfile(flag: string, name: string | undefined): void {
  if (name === undefined || profileNamePattern.test(name)) return;
  throw new Failure('usage', {
    what: `${flag} ${JSON.stringify(name)} is not the name of an AWS profile`,
    why: 'The name of a profile has 1 to 256 characters, and no brackets or control characters.',
    fix: ['list the profiles: aws configure list-profiles'],
  });
}

function missing(options: ConfigInitOptions, region: string | undefined): readonly string[] {
  const rows: readonly (readonly [string, unknown])[] = [
    [`--email ${shellWord(exampleEmail)}`, options.email],
    ['--management-profile NAME', options.managementProfile],
    ['--ops-profile NAME', options.opsProfile],
    ['--region REGION', region],
    ['--require-mfa', options.requireMfa],
  ];
  return rows.filter(([, value]) => value === undefined).map(([flag]) => flag);
}

function needsAnswers(questions: readonly string[]): Failure {
  return new Failure('usage', {
    what: 'diverst config init needs answers, and it cannot ask you',
    why: `${cannotAsk} Nothing was written.`,
    fix: [`add ${questions.join(' ')}`, 'or add --email and --yes, which uses defaults for the rest'],
  });
}

function noEmail(): Failure {
  return new Failure('usage', {
    what: 'the email template of client accounts is missing, and it has no default',
    why: 'AWS wants an address of its own for each account. Nothing was written.',
    fix: [`add --email ${shellWord(exampleEmail)}, with an address of yours`],
  });
}

const questionsOfProfiles = {
  management: 'AWS profile of the management account, for administrators:',
  ops: 'AWS profile of your IAM user in Ops, for daily work:',
} as const;

/** Names that fit come first. */
const usual = { management: /manage|root|admin|master|payer|org/i, ops: /ops/i } as const;

const noProfile = 'none yet';

async function askProfile(
  kind: keyof typeof questionsOfProfiles,
  profiles: readonly KnownProfile[],
  { terminal, signal }: CommandContext,
): Promise<string | null> {
  if (profiles.length === 0) return null;
  const fitting = profiles.filter(({ name }) => usual[kind].test(name));
  const others = profiles.filter((one) => !fitting.includes(one));
  const choices = [...fitting, ...others].map(({ name, kind: from, region }) => ({
    value: name,
    hint: region === null ? from : `${from}, ${region}`,
  }));
  const none = {
    value: noProfile,
    hint: 'leave it out; --profile NAME or AWS_PROFILE then names the profile',
  };
  const ordered = fitting.length > 0 ? [...choices, none] : [none, ...choices];
  const chosen = await terminal.choose(questionsOfProfiles[kind], ordered, signal);
  return chosen === noProfile ? null : chosen;
}

async function askRegion(
  chosen: readonly (string | null)[],
  profiles: readonly KnownProfile[],
  context: CommandContext,
): Promise<string | null> {
  const { env } = context;
  const ofProfile = profiles.find(({ name, region }) => region !== null && chosen.includes(name))?.region;
  const found = ofProfile || env.AWS_REGION || env.AWS_DEFAULT_REGION || null;
  const usualRegion = found !== null && isRegion(found) ? found : null;
  const enter = usualRegion ?? 'the region of your AWS profile';
  return askUntil(context, `AWS region of your clients (Enter for ${enter}):`, (text) => {
    if (text === '') return { value: usualRegion };
    return isRegion(text) ? { value: text } : { problem: `${text} is not an AWS region` };
  });
}

async function askEmail(context: CommandContext): Promise<string> {
  const question = `Email template of client accounts, such as ${exampleEmail}:`;
  return askUntil(context, question, (text) => {
    const problem = emailTemplateProblem(text, placeholder);
    return problem === null ? { value: text } : { problem: `the email template ${problem}` };
  });
}

async function askMfa({ terminal, signal }: CommandContext): Promise<boolean> {
  const choices = [
    { value: 'yes', hint: 'recommended: each person needs an MFA device before working in a client' },
    { value: 'no', hint: 'access keys alone give access to clients' },
  ];
  return (await terminal.choose('Require MFA for client roles?', choices, signal)) === 'yes';
}

/** Asks until the answer can be used. @throws Failure of kind `usage` after some attempts */
async function askUntil<T>(
  { terminal, signal }: CommandContext,
  question: string,
  read: (text: string) => { readonly value: T } | { readonly problem: string },
): Promise<T> {
  for (let left = attempts; ; left -= 1) {
    const answer = read((await terminal.type(question, signal)).trim());
    if ('value' in answer) return answer.value;
    if (left === 1)
      throw new Failure('usage', {
        what: `${answer.problem}; nothing was written`,
        fix: ['run the same command again'],
      });
    warn(terminal, answer.problem);
  }
}
