import { type AccountNoun, accountWords, withArticle } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { validName } from '../../session/which-account.ts';

/** What the provider signs with; the first is the default. */
export const ways = ['environment', 'assume-role', 'profile'] as const;

export type Way = (typeof ways)[number];

/** The options of `terraform` as commander gives them. */
export interface TerraformOptions {
  readonly with?: Way;
  /** False with `--no-alias`. */
  readonly alias?: string | false;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly roleArn?: string;
  readonly backend?: boolean;
  readonly backendBucket?: boolean;
  readonly all?: boolean;
  readonly label?: readonly string[];
  readonly providers?: boolean;
  readonly output?: string;
  readonly outputFolder?: string;
}

/** What of Terraform is printed. */
export type TerraformForm =
  /** The provider block of one account. */
  | 'provider'
  /** The backend block of one account. */
  | 'backend'
  /** The resources of the bucket that the backend of one account needs. */
  | 'bucket'
  /** The file of several accounts. */
  | 'accounts'
  /** A provider block for each of several accounts. */
  | 'providers'
  /** A file for each of several accounts, with the settings of its backend. */
  | 'backends';

/** What was asked for, as far as it fits together. */
export type TerraformWish =
  | { readonly form: 'provider'; readonly name: string; readonly way: Way }
  | { readonly form: 'backend'; readonly name: string; readonly way: Way }
  | { readonly form: 'bucket'; readonly name: string }
  | { readonly form: 'accounts' }
  | { readonly form: 'providers'; readonly way: Exclude<Way, 'environment'> }
  | { readonly form: 'backends'; readonly way: Way; readonly folder: string };

type Flag = keyof TerraformOptions;

const flags: Readonly<Record<Flag, string>> = {
  with: '--with',
  alias: '--alias',
  sessionName: '--session-name',
  sourceIdentity: '--source-identity',
  roleArn: '--role-arn',
  backend: '--backend',
  backendBucket: '--backend-bucket',
  all: '--all',
  label: '--label',
  providers: '--providers',
  output: '--output',
  outputFolder: '--output-folder',
};

/** What each form takes, and how it is spoken of. */
const forms: Readonly<Record<TerraformForm, { readonly takes: readonly Flag[]; readonly text: string }>> = {
  provider: {
    takes: ['with', 'alias', 'sessionName', 'sourceIdentity', 'roleArn', 'output'],
    text: 'a provider block',
  },
  backend: {
    takes: ['backend', 'with', 'sessionName', 'sourceIdentity', 'roleArn', 'output'],
    text: 'a backend block (--backend)',
  },
  bucket: {
    takes: ['backendBucket', 'roleArn', 'output'],
    text: 'the bucket of a backend (--backend-bucket)',
  },
  accounts: { takes: ['all', 'label', 'output'], text: 'the file of several accounts (--all)' },
  providers: {
    takes: ['providers', 'all', 'label', 'with', 'sessionName', 'sourceIdentity', 'output'],
    text: 'provider blocks (--providers)',
  },
  backends: {
    takes: ['backend', 'all', 'label', 'with', 'sessionName', 'sourceIdentity', 'outputFolder'],
    text: 'a backend for each account (--all --backend)',
  },
};

/** @throws Failure of kind `usage` where options do not fit each other, or one has no meaning */
export function readWish(noun: AccountNoun, name: string | null, options: TerraformOptions): TerraformWish {
  const form = formOf(noun, name, options);
  refuseUnfit(form, options);
  if (form === 'accounts') return { form };
  if (form === 'providers') {
    const way = options.with ?? 'assume-role';
    if (way === 'environment') throw oneEnvironment(noun);
    checkWords(options, way);
    return { form, way };
  }
  const { outputFolder: folder } = options;
  if (form === 'backends') {
    if (folder === undefined) throw noFolder(noun);
    const way = options.with ?? 'environment';
    checkWords(options, way);
    return { form, way, folder };
  }
  const valid = validName(noun, name ?? '');
  if (form === 'bucket') return { form, name: valid };
  const way = options.with ?? 'environment';
  checkWords(options, way);
  return { form, name: valid, way };
}

function formOf(noun: AccountNoun, name: string | null, options: TerraformOptions): TerraformForm {
  const several = options.all === true || options.label !== undefined || options.providers === true;
  const { command, example } = accountWords[noun];
  const terraform = `diverst ${command} terraform`;
  if (several && name !== null) {
    const flag = flags[options.all ? 'all' : options.label ? 'label' : 'providers'];
    throw new Failure('usage', {
      what: `the name of one ${noun} (${name}) and ${flag} do not go together`,
      fix: [`for one ${noun}: ${terraform} ${shellWord(name)}`, `or for every ${noun}: ${terraform} --all`],
    });
  }
  if (!several && name === null) {
    throw new Failure('usage', {
      what: `${terraform} needs the name of ${withArticle({ noun })}`,
      fix: [`for one ${noun}: ${terraform} ${example}`, `or for every ${noun}: ${terraform} --all`],
    });
  }
  if (options.backend) return several ? 'backends' : 'backend';
  if (options.backendBucket) return 'bucket';
  if (options.providers) return 'providers';
  return several ? 'accounts' : 'provider';
}

function refuseUnfit(form: TerraformForm, options: TerraformOptions): void {
  const { takes, text } = forms[form];
  const given = (Object.keys(flags) as readonly Flag[]).filter(
    (flag) => options[flag] !== undefined && !takes.includes(flag),
  );
  const [first] = given;
  if (first === undefined) return;
  const flag = options[first] === false ? '--no-alias' : flags[first];
  throw new Failure('usage', {
    what: `${flag} does not go together with ${text}`,
    fix: [`leave out ${flag}`],
  });
}

function noFolder(noun: AccountNoun): Failure {
  return new Failure('usage', {
    what: `cannot write the backend files: --all with --backend writes one file for each ${noun}, and needs a folder`,
    fix: ['give a folder: add --output-folder backends'],
  });
}

/** One process has one set of credentials, which are of one account. */
function oneEnvironment(noun: AccountNoun): Failure {
  return new Failure('usage', {
    what: '--with environment and --providers do not go together',
    why: `The credentials of the environment are for one ${noun}, and each provider is for a different ${noun}.`,
    fix: [
      'use --with assume-role or --with profile',
      `or write the accounts without providers, and run Terraform once for each ${noun}: diverst ${accountWords[noun].command} terraform --all`,
    ],
  });
}

const namedAlready: Readonly<Record<Exclude<Way, 'assume-role'>, string>> = {
  environment: 'Terraform uses the credentials of a session that already has a name.',
  profile: 'With a profile, diverst gives the session the name of your user.',
};

function checkWords({ alias, sessionName, sourceIdentity }: TerraformOptions, way: Way): void {
  // https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
  if (typeof alias === 'string' && !/^[A-Za-z_][\w-]*$/.test(alias)) {
    throw new Failure('usage', {
      what: `--alias ${JSON.stringify(alias)} is not a Terraform identifier`,
      why: 'An identifier has letters, digits, _ and -, and begins with a letter or _.',
      fix: ['choose another alias', 'or write no alias: add --no-alias'],
    });
  }
  for (const [flag, text] of [
    [flags.sessionName, sessionName],
    [flags.sourceIdentity, sourceIdentity],
  ] as const) {
    if (text === undefined) continue;
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    if (!/^[\w+=,.@-]{2,64}$/.test(text)) {
      throw new Failure('usage', {
        what: `AWS does not accept the name ${JSON.stringify(text)} of ${flag}`,
        why: 'The name must have 2 to 64 letters, digits and _ + = , . @ -',
        fix: ['choose another name'],
      });
    }
    if (way !== 'assume-role') {
      throw new Failure('usage', {
        what: `${flag} needs --with assume-role`,
        why: namedAlready[way],
        fix: ['add --with assume-role', `or leave out ${flag}`],
      });
    }
  }
}
