import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { externalDataInterceptor, getHomeDir } from '@smithy/core/config';
import {
  type AwsFileText,
  type AwsSection,
  type LineProblem,
  nameAfter,
  profileOfHeader,
  readAwsFile,
} from '../../model/aws-file.ts';

/** A profile of the AWS files; what the credentials file says wins over the configuration file. */
export interface Profile {
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** A line of an AWS file that is not understood, or that sets again what was set before. */
export interface FileProblem extends LineProblem {
  readonly file: string;
  /** The profile that the line belongs to; null for any other section. */
  readonly profile: string | null;
}

/** What the AWS files of an environment say. */
export interface AwsProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly files: readonly string[];
  readonly problems: readonly FileProblem[];
  /** Files that exist and cannot be read, each with the system's code. */
  readonly unreadable: readonly { readonly file: string; readonly code: string }[];
}

interface Files {
  readonly config: AwsFileText;
  readonly credentials: AwsFileText;
}

/**
 * Reads the AWS files as the AWS CLI does, and gives the SDK the same text in its own spelling. The SDK's reader
 * passes over settings written with `:` or in capitals, and over `[profile  ops]` with two spaces, where the AWS CLI
 * takes them: another identity would sign.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function readAwsProfiles(env: NodeJS.ProcessEnv): AwsProfiles {
  const unreadable: { file: string; code: string }[] = [];
  const read = (file: string): AwsFileText => {
    try {
      return readAwsFile(readFileSync(file, 'utf8'));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      if (code !== 'ENOENT' && code !== 'ENOTDIR') unreadable.push({ file, code });
      return { sections: [], problems: [] };
    }
  };
  const configFile = pathOf(env, 'AWS_CONFIG_FILE', 'config');
  const credentialsFile = pathOf(env, 'AWS_SHARED_CREDENTIALS_FILE', 'credentials');
  const files: Files = { config: read(configFile), credentials: read(credentialsFile) };
  externalDataInterceptor.interceptFile(configFile, configText(files));
  externalDataInterceptor.interceptFile(credentialsFile, credentialsText(files));
  return {
    profiles: profilesOf(files),
    files: [configFile, credentialsFile],
    problems: [
      ...files.config.problems.map((one) => ({
        ...one,
        file: configFile,
        profile: one.header === null ? null : profileOfHeader(one.header),
      })),
      ...files.credentials.problems.map((one) => ({ ...one, file: credentialsFile, profile: one.header })),
    ],
    unreadable,
  };
}

/** The path by which the SDK knows the file. */
function pathOf(env: NodeJS.ProcessEnv, variable: string, name: string): string {
  const home = env.HOME || getHomeDir();
  const path = env[variable] || join(home, '.aws', name);
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

function profilesOf({ config, credentials }: Files): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  // `[profile default]` wins over `[default]`.
  const ordered = [...config.sections].sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)));
  for (const { header, settings } of ordered) {
    const name = profileOfHeader(header);
    if (name !== null) profiles.set(name, { name, settings });
  }
  for (const { header, settings } of credentials.sections) {
    const before = profiles.get(header)?.settings ?? new Map<string, string>();
    profiles.set(header, { name: header, settings: new Map([...before, ...settings]) });
  }
  return profiles;
}

function isPlain({ header }: AwsSection): boolean {
  return header.trim() === 'default';
}

/** Names that the SDK's reader takes in a header of the configuration file. */
const plainName = /^[\w@+.%:/-]+$/;

function configText({ config }: Files): string {
  return config.sections.flatMap((section) => [...sdkHeader(section.header), ...lines(section)]).join('\n');
}

function sdkHeader(header: string): readonly string[] {
  if (header.trim() === 'default') return ['[default]'];
  for (const kind of ['profile', 'sso-session', 'services']) {
    const name = nameAfter(kind, header);
    if (name !== null && plainName.test(name) && name !== '__proto__') return [`[${kind} ${name}]`];
  }
  // A section of no use to the SDK; it still has to begin, so that its settings are nobody's.
  return ['[preview]'];
}

/** With the profiles of the configuration file whose names its reader takes in this file only. */
function credentialsText(files: Files): string {
  const { config, credentials } = files;
  const others = config.sections.flatMap((section) => {
    const name = profileOfHeader(section.header);
    if (name === null || plainName.test(name) || /[\s\]]/.test(name)) return [];
    return [`[${name}]`, ...lines(section)];
  });
  const own = credentials.sections.flatMap((section) =>
    section.header === '__proto__' ? [] : [`[${section.header}]`, ...lines(section)],
  );
  return [...others, ...own].join('\n');
}

function lines({ settings, nested }: AwsSection): readonly string[] {
  return [
    ...[...settings].map(([name, value]) => `${name} = ${value}`),
    ...[...nested].flatMap(([name, below]) =>
      below.size === 0 ? [] : [`${name} =`, ...[...below].map(([key, value]) => `  ${key} = ${value}`)],
    ),
  ];
}
