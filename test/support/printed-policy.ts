import { runCli, testOrganization } from './cli.ts';

export interface PrintedPolicy {
  readonly Version: string;
  readonly Statement: readonly PrintedStatement[];
}

interface PrintedStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/**
 * The least policy that a command prints, and nothing else, without an argument or credentials.
 * @param words of the command, its options, and at last the account if it is not the default
 */
export async function printedPolicy(...words: readonly string[]): Promise<PrintedPolicy> {
  const account = words.at(-1) === 'management' ? words.slice(-1) : [];
  const command = words.slice(0, words.length - account.length);
  const { code, stdout, stderr } = await runCli(testOrganization(), [
    ...command,
    '--print-policy',
    ...account,
  ]);
  if (code !== 0 || stderr !== '') throw new Error(`${words.join(' ')}: ${code} ${stderr}`);
  return JSON.parse(stdout);
}

export function actionsOf({ Statement }: PrintedPolicy): readonly string[] {
  return Statement.flatMap(({ Action }) => [Action].flat());
}
