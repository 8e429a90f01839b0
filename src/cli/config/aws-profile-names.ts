import { awsFile } from '../../credentials/home-folder.ts';
import { contentOf } from '../../files/edit-file.ts';
import { type AwsSection, profileOfHeader, readAwsFile } from '../../model/aws-file.ts';
import { byText } from '../../model/by-text.ts';
import type { CommandContext } from '../context.ts';

/** A profile of the AWS files. */
export interface KnownProfile {
  readonly name: string;
  readonly region: string | null;
  /** Where its credentials come from, in words. */
  readonly kind: string;
}

/**
 * The profiles of the AWS files, by name. Profiles that diverst itself wrote for clients are left out, because they take
 * their credentials from diverst. A file that cannot be read has none: the command that uses a profile reports that.
 */
export function knownProfiles(place: Pick<CommandContext, 'env' | 'cwd'>): readonly KnownProfile[] {
  const config = sectionsOf('AWS_CONFIG_FILE', place).flatMap((section) => {
    const name = profileOfHeader(section.header);
    return name === null ? [] : [{ ...section, name }];
  });
  const keys = sectionsOf('AWS_SHARED_CREDENTIALS_FILE', place).map((section) => ({
    ...section,
    name: section.header,
  }));
  const settings = new Map<string, ReadonlyMap<string, string>>();
  for (const one of [...config, ...keys])
    settings.set(one.name, new Map([...(settings.get(one.name) ?? []), ...one.settings]));
  return [...settings]
    .filter(([, of]) => !/\bdiverst\b/.test(of.get('credential_process') ?? ''))
    .map(([name, of]) => ({ name, region: of.get('region') ?? null, kind: kindOf(of) }))
    .sort((a, b) => byText(a.name, b.name));
}

function sectionsOf(
  variable: 'AWS_CONFIG_FILE' | 'AWS_SHARED_CREDENTIALS_FILE',
  place: Pick<CommandContext, 'env' | 'cwd'>,
): readonly AwsSection[] {
  try {
    const file = awsFile(variable, place);
    // The names can hold any character, and the file is read as bytes.
    return file === null ? [] : readAwsFile(Buffer.from(contentOf(file), 'latin1').toString('utf8')).sections;
  } catch {
    return [];
  }
}

const kinds: readonly (readonly [key: string, kind: string])[] = [
  ['aws_access_key_id', 'access key'],
  ['sso_session', 'IAM Identity Center'],
  ['sso_account_id', 'IAM Identity Center'],
  ['login_session', 'aws login'],
  ['role_arn', 'role'],
  ['credential_process', 'credential_process'],
];

function kindOf(settings: ReadonlyMap<string, string>): string {
  return kinds.find(([key]) => settings.has(key))?.[1] ?? 'no credentials';
}
