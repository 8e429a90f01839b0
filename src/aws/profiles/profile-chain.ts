import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { AwsProfiles, FileProblem, Profile } from './aws-profiles.ts';

/** A profile that was named, and by what: `--profile`, `AWS_PROFILE`, `profiles.ops in FILE`. */
export interface NamedProfile {
  readonly name: string;
  /** Null for the profile that signs where none is named. */
  readonly origin: string | null;
}

/** How many names a message lists. */
const most = 20;

/**
 * The profile that was named and those that it takes its credentials from, in this order.
 * @throws Failure where they cannot give the credentials that the AWS CLI would take: nothing else may sign then
 */
export function profileChain(named: NamedProfile, files: AwsProfiles): readonly Profile[] {
  const chain: Profile[] = [];
  for (let name: string | null = named.name; name !== null; ) {
    const profile = files.profiles.get(name);
    if (!profile) throw chain.length === 0 ? notFound(named, files) : noSource(named, chain, name, files);
    chain.push(profile);
    refuseProblems(named, profile, files);
    name = sourceOf(named, profile, chain);
  }
  return chain;
}

/** The next profile of the chain; null where this one gives the credentials. */
function sourceOf(named: NamedProfile, profile: Profile, chain: readonly Profile[]): string | null {
  const { settings, name } = profile;
  // A source that holds keys gives those, whatever role it names itself, so that a profile may be its own source.
  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
  if (chain.length > 1 && hasKeys(profile)) return null;
  const source = settings.get('source_profile');
  const isSourced = settings.has('credential_source');
  const isAssumed = source !== undefined || isSourced || !settings.has('web_identity_token_file');
  if (settings.has('role_arn') && isAssumed) {
    if (source !== undefined && isSourced) {
      throw unusable(named, `${name} has both source_profile and credential_source`, [
        `remove one of the two from profile ${name}`,
      ]);
    }
    if (source === undefined && !isSourced) {
      throw unusable(named, `${name} has role_arn, and neither source_profile nor credential_source`, [
        `add source_profile to profile ${name}; its value is the name of the profile that assumes the role`,
      ]);
    }
    const earlier = chain.find((one) => one.name === source);
    if (earlier && !hasKeys(earlier)) {
      const names = [...chain.map((one) => one.name), earlier.name];
      throw unusable(named, `its source_profile settings form a circle: ${names.join(' → ')}`, [
        `set source_profile of profile ${chain.at(-1)?.name ?? name} to a profile that has credentials of its own`,
      ]);
    }
    return source ?? null;
  }
  const half = keyHalves.filter((one) => settings.has(one));
  if (half.length === 1) {
    throw unusable(named, `${name} has ${half[0]} only`, [
      `add the missing part of the access key to profile ${name}: aws configure --profile ${shellWord(name)}`,
    ]);
  }
  if (!givesCredentials(profile) && !(chain.length > 1 && settings.has('credential_source'))) {
    throw unusable(named, `${name} has no settings that give credentials`, [
      `add an access key: aws configure --profile ${shellWord(name)}`,
      `or set up IAM Identity Center: aws configure sso --profile ${shellWord(name)}`,
    ]);
  }
  return null;
}

const keyHalves = ['aws_access_key_id', 'aws_secret_access_key'] as const;

function hasKeys({ settings }: Profile): boolean {
  return keyHalves.every((one) => settings.has(one));
}

/** Settings by which the SDK finds credentials. */
const giving = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'credential_process',
  'login_session',
  'role_arn',
  'sso_account_id',
  'sso_region',
  'sso_role_name',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
] as const;

/** Whether a profile says where its credentials come from, be it rightly or not. */
export function givesCredentials({ settings }: Profile): boolean {
  return giving.some((name) => settings.has(name));
}

function notFound(named: NamedProfile, files: AwsProfiles): Failure {
  const { name, origin } = named;
  const names = [...files.profiles.keys()].sort();
  const [near] = nearestNames(name, names);
  return new Failure('failed', {
    what: `cannot sign with profile ${name}: the profile does not exist`,
    why: [naming(named), listed(names, files.files), ...doubts(files)].join(' '),
    fix: [
      ...(near === undefined
        ? []
        : [`if you meant ${near}, use that profile: add --profile ${shellWord(near)}`]),
      ...(origin === null || origin === '--profile' ? [] : [`correct ${origin}`]),
      ...(near === undefined ? ['use another profile: add --profile NAME'] : []),
      `create the profile: aws configure --profile ${shellWord(name)}`,
    ],
  });
}

function noSource(
  named: NamedProfile,
  chain: readonly Profile[],
  source: string,
  files: AwsProfiles,
): Failure {
  const names = [...files.profiles.keys()].sort();
  const [near] = nearestNames(source, names);
  const from = chain.at(-1)?.name ?? named.name;
  return new Failure('failed', {
    what: `cannot sign with profile ${named.name}: its source_profile ${source} does not exist`,
    why: [
      naming(named),
      ...(from === named.name ? [] : [`Its chain of source_profile settings leads to profile ${from}.`]),
      listed(names, files.files),
      ...doubts(files),
    ].join(' '),
    fix: [`correct source_profile in profile ${from}${near === undefined ? '' : `; did you mean ${near}?`}`],
  });
}

function refuseProblems(named: NamedProfile, { name }: Profile, { problems }: AwsProfiles): void {
  const problem = problems.find(({ profile }) => profile === name);
  if (!problem) return;
  throw unusable(named, problemWords(problem), [
    problem.kind === 'repeated'
      ? `remove one of the two from ${problem.file}`
      : `correct line ${problem.line} of ${problem.file}: write each setting as name = value`,
  ]);
}

function problemWords({ kind, line, file }: FileProblem): string {
  const where = `line ${line} of ${file}`;
  return kind === 'repeated'
    ? `${where} repeats the section or setting of an earlier line, and tools differ in which of the two they use`
    : `diverst cannot interpret ${where}`;
}

function unusable(named: NamedProfile, problem: string, fix: readonly string[]): Failure {
  return new Failure('failed', {
    what: `cannot sign with profile ${named.name}: ${problem}`,
    why: naming(named),
    fix,
  });
}

function naming({ name, origin }: NamedProfile): string {
  return origin === null
    ? `You did not name a profile, so diverst uses profile ${name}.`
    : `${origin} names profile ${name}.`;
}

function listed(names: readonly string[], files: readonly string[]): string {
  const places = files.join(' and ');
  if (names.length === 0) return `No profile exists in ${places}.`;
  const more = names.length > most ? `, and ${names.length - most} more` : '';
  return `These profiles exist in ${places}: ${names.slice(0, most).join(', ')}${more}.`;
}

/** Why a profile that seems to be in a file may not have been found. */
function doubts({ problems, unreadable }: AwsProfiles): readonly string[] {
  return [
    ...unreadable.map(({ file, code }) => `diverst cannot read ${file} (${code}).`),
    ...problems
      .filter(({ kind, profile }) => kind === 'not understood' && profile === null)
      .map(({ line, file }) => `diverst cannot interpret line ${line} of ${file}.`),
  ];
}
