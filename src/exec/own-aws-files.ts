import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OwnAwsFiles {
  /** What the command's environment has to say. */
  readonly env: NodeJS.ProcessEnv;
  close(): void;
}

/**
 * AWS files for a command that gets its credentials from an address. Every SDK looks into the default profile before
 * it asks the address: botocore and the SDKs for Go, Java and JavaScript alike. An Ops user's own keys often stand
 * there, and the command would work with those, in another account. Which lines of a file give credentials depends on
 * who reads it, so the command gets none of the user's files.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @param config the configuration file that the command finds; it must give no credentials
 */
export function ownAwsFiles(config: string): OwnAwsFiles {
  // For this user alone.
  const folder = mkdtempSync(join(tmpdir(), 'diverst-exec-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  writeFileSync(files.config, config, { mode: 0o600 });
  writeFileSync(files.credentials, '', { mode: 0o600 });
  return {
    env: { AWS_CONFIG_FILE: files.config, AWS_SHARED_CREDENTIALS_FILE: files.credentials },
    close: () => remove(folder),
  };
}

/** On Windows, a program that the command has left running may have a file open. The files hold no credentials. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  }
}
