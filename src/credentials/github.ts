import { placeVariables } from './environment.ts';
import { givenVariables, type ShellEnvironment } from './environment-change.ts';
import type { AccountSession } from './session.ts';

/**
 * A session for the further steps of a GitHub Actions job: lines for the file that `GITHUB_ENV` names, and lines for
 * stdout that keep the secrets out of the log.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * @param delimiter of multi-line values; must be one that no value holds
 * @param step the environment of the step that writes them
 */
export function githubLines(
  session: AccountSession,
  delimiter: string,
  step: ShellEnvironment,
): { readonly file: string; readonly stdout: string } {
  // Nothing can be unset there; an empty profile is one that the AWS CLI and boto3 do not find.
  const given = givenVariables(session, step);
  const isOther = (name: string) => Boolean(step.inherited[name]) && given.every(([set]) => set !== name);
  const values: readonly (readonly [string, string])[] = [
    ...given,
    ['AWS_SECURITY_TOKEN', ''],
    ...placeVariables.filter(isOther).map((name) => [name, ''] as const),
  ];
  return {
    file: values.map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`).join(''),
    stdout: [session.secretAccessKey, session.sessionToken]
      .map((secret) => `::add-mask::${masked(secret)}\n`)
      .join(''),
  };
}

/** A workflow command is one line: its per cent signs and line ends are escaped. */
function masked(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
