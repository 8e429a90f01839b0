import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { awsFile } from '../credentials/home-folder.ts';

/** A shared file whose default profile would win over credentials that come from an address. */
export interface HiddenFile {
  readonly variable: 'AWS_SHARED_CREDENTIALS_FILE' | 'AWS_CONFIG_FILE';
  readonly file: string;
}

/** Settings of a profile that make an SDK take credentials from it. */
const givesCredentials =
  /^(aws_|sso_|login_|role_arn|credential_|source_profile|web_identity_token_file)[\w-]*$/;

/**
 * SDKs look into the default profile before they ask a credentials address, and an Ops user's own keys often stand
 * there: the command would work with those instead, in another account. Such a file is hidden from it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function filesToHide(env: NodeJS.ProcessEnv): readonly HiddenFile[] {
  const variables: readonly HiddenFile['variable'][] = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'];
  return variables.flatMap((variable) => {
    const file = awsFile(variable, { env, cwd: process.cwd() });
    return file !== null && defaultProfileGivesCredentials(file) ? [{ variable, file }] : [];
  });
}

/** Sets the variables so that the files are empty to whoever reads them. */
export function hide(files: readonly HiddenFile[]): NodeJS.ProcessEnv {
  return Object.fromEntries(files.map(({ variable }) => [variable, devNull]));
}

function defaultProfileGivesCredentials(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // What is there and cannot be read by us may be readable to the command.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
  let inDefault = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(?:profile\s+)?["']?([^\]"']*?)["']?\s*\]/.exec(line);
    if (section) inDefault = section[1] === 'default';
    else if (inDefault && givesCredentials.test(line.split('=', 1)[0]?.trim().toLowerCase() ?? ''))
      return true;
  }
  return false;
}
