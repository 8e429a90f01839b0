import { commented, intoFile, type ShellName, shellLines } from '../../credentials/shells.ts';
import type { ProfileKeys } from '../../sandbox/sandbox.ts';

/** A served sandbox, as AWS tools have to know it. */
export interface ServedSandbox {
  readonly region: string;
  /** Such as `http://127.0.0.1:7325`. */
  readonly endpoint: string;
}

/** The lines with which the AWS tools of a shell use a served sandbox, and sign with these keys. */
export function envLines(
  { accessKeyId, secretAccessKey }: ProfileKeys,
  { region, endpoint }: ServedSandbox,
  shell: ShellName,
): string {
  return shellLines(
    {
      set: [
        ['AWS_ENDPOINT_URL', endpoint],
        ['AWS_REGION', region],
        ['AWS_DEFAULT_REGION', region],
        ['AWS_ACCESS_KEY_ID', accessKeyId],
        ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
      ],
      unset: [],
      hide: ['AWS_PROFILE', 'AWS_SESSION_TOKEN'],
    },
    shell,
  );
}

/**
 * As comments: whose role it is to be, the reader says. The SDK for Go, and Terraform with it, sends the token to the
 * endpoint of STS alone: with AWS_ENDPOINT_URL it would go to AWS.
 * @param program how diverst is called for this sandbox
 */
export function tokenLines(program: string, { region, endpoint }: ServedSandbox, shell: ShellName): string {
  const change = {
    set: [
      ['AWS_ENDPOINT_URL', endpoint],
      ['AWS_ENDPOINT_URL_STS', endpoint],
      ['AWS_REGION', region],
      ['AWS_DEFAULT_REGION', region],
      ['AWS_WEB_IDENTITY_TOKEN_FILE', 'token.jwt'],
      ['AWS_ROLE_ARN', 'arn:aws:iam::ACCOUNT:role/NAME'],
    ],
    unset: ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
    hide: [],
  } as const;
  const lines = [
    'a CI role, with a token instead of keys',
    intoFile(`${program} sandbox token --subject SUBJECT`, 'token.jwt', shell),
    ...shellLines(change, shell).trimEnd().split(/\r?\n/),
  ];
  return lines.map((line) => commented(line, shell)).join('');
}
