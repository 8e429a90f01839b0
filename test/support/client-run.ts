import type { CommandContext } from '../../src/cli/context.ts';
import { shellEnvironment } from '../../src/credentials/environment-change.ts';
import type { AccountSession } from '../../src/credentials/session.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { plainProgress } from '../../src/terminal/plain-progress.ts';
import { plain } from '../../src/views/paint.ts';

/** A session that no AWS gave; its parts can be searched for in what was shown. */
export const acmeSession: AccountSession = {
  noun: 'client',
  name: 'acme',
  accountId: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/acme-production',
  accessKeyId: 'ASIAACMEACMEACMEACME',
  secretAccessKey: 'secret/of+acme=',
  sessionToken: 'token//of++acme==',
  expiration: '2030-01-01T01:00:00Z',
  region: null,
};

/** The same of an environment. */
export const stagingSession: AccountSession = {
  noun: 'environment',
  name: 'staging',
  accountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/staging-environment',
  accessKeyId: 'ASIASTAGINGSTAGINGST',
  secretAccessKey: 'secret/of+staging=',
  sessionToken: 'token//of++staging==',
  expiration: '2030-01-01T01:00:00Z',
  region: null,
};

/** That of each kind. */
export const sessions = { client: acmeSession, environment: stagingSession } as const;

export interface ClientRun {
  readonly context: CommandContext;
  readonly shown: { out: string; err: string };
}

/** What a command's own function runs in, where its tests put something in the place of AWS. */
export function clientRun(
  options: Partial<Omit<CommandContext, 'terminal'>> & { readonly outIsTerminal?: boolean } = {},
): ClientRun {
  const shown = { out: '', err: '' };
  const clock = options.clock ?? new VirtualClock();
  const { outIsTerminal = false, ...more } = options;
  const err = (text: string) => {
    shown.err += text;
  };
  const nobody = async () => {
    throw new Error('asked where nobody can answer');
  };
  const context: CommandContext = {
    env: {},
    cwd: '/',
    openConnection: nobody,
    signal: new AbortController().signal,
    globals: {},
    shell: shellEnvironment(options.env ?? {}),
    ...more,
    clock,
    terminal: {
      out: (text) => {
        shown.out += text;
      },
      err,
      pass: async (stream, bytes) => {
        shown[stream] += Buffer.from(bytes).toString();
        return true;
      },
      outPaint: plain,
      errPaint: plain,
      outIsTerminal,
      interactive: false,
      canAskForCode: false,
      progress: async () => plainProgress(err, clock),
      confirm: nobody,
      type: nobody,
      choose: nobody,
      askMfaCode: nobody,
    },
  };
  return { context, shown };
}

/** What a promise was rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
