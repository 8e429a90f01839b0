import { awsFile } from '../../credentials/home-folder.ts';
import type { AccountSession } from '../../credentials/session.ts';
import { renewedEnvironment } from '../../exec/child-environment.ts';
import { serveCredentials } from '../../exec/credentials-endpoint.ts';
import { ownAwsFiles } from '../../exec/own-aws-files.ts';
import { RenewingSession } from '../../exec/renewing-session.ts';
import { contentOf } from '../../files/edit-file.ts';
import { parseDuration } from '../../model/duration.ts';
import { Failure } from '../../model/failure.ts';
import { type HarmlessConfig, harmlessConfig } from '../../model/harmless-settings.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { repeatedOptions } from '../open-session.ts';
import type { openAccountSession } from '../session/account-session.ts';
import { askingCommand } from '../session/asking-command.ts';
import type { AssumeOptions } from '../session/assume-options.ts';

/** Seconds before its end at which botocore, the earliest of the SDKs, wants to have another session. */
const earliest = 900;

/** Runs a command with the address of credentials that are renewed until it ends. */
export async function withRenewal<Outcome>(
  execute: (env: NodeJS.ProcessEnv) => Promise<Outcome>,
  first: AccountSession,
  options: AssumeOptions,
  context: CommandContext,
  open: typeof openAccountSession,
): Promise<Outcome> {
  const margin = renewalMargin(options);
  const renewal = { ...options, minTtl: `${margin}s` };
  const quiet = unattended(context, askingCommand(first, renewal, repeatedOptions(context, true)));
  const reported = new Set<string>();
  const session = new RenewingSession(first, {
    clock: context.clock,
    margin: margin * 1_000,
    renew: () => open(first.noun, first.name, renewal, quiet),
    failed(error) {
      const text = error instanceof Error ? error.message : String(error);
      if (reported.has(text)) return;
      reported.add(text);
      warn(context.terminal, `the credentials of ${first.name} could not be renewed: ${text}`);
    },
  });
  const { text, leavesOut } = settingsOf(context);
  if (leavesOut) {
    warn(
      context.terminal,
      `your AWS profiles are hidden from the command: one of them could take the place of the ${first.noun}’s credentials`,
    );
  }
  const files = ownAwsFiles(text);
  try {
    const endpoint = await serveCredentials(() => session.get());
    try {
      return await execute({ ...renewedEnvironment(context.env, first, endpoint), ...files.env });
    } finally {
      await endpoint.close();
    }
  } finally {
    files.close();
  }
}

/** What the command may know of the user's AWS files: how AWS is called, and not as whom. */
function settingsOf(context: CommandContext): HarmlessConfig {
  const read = (variable: Parameters<typeof awsFile>[0]) => {
    const file = awsFile(variable, context);
    try {
      return file === null ? '' : contentOf(file);
    } catch {
      // What cannot be read here may be readable to the command.
      return '[unreadable]';
    }
  };
  const config = harmlessConfig(Buffer.from(read('AWS_CONFIG_FILE'), 'latin1').toString('utf8'));
  const hasKeys = read('AWS_SHARED_CREDENTIALS_FILE').trim() !== '';
  return { ...config, leavesOut: config.leavesOut || hasKeys };
}

/** Seconds that must be left: `--min-ttl` where it is longer, and never so much that every session is too short. */
function renewalMargin(options: AssumeOptions): number {
  const seconds = (text: string | undefined, otherwise: number) => {
    const parsed = parseDuration(text ?? '');
    return parsed.ok ? parsed.seconds : otherwise;
  };
  const lasts = seconds(options.duration, 3_600);
  return Math.floor(Math.min(Math.max(earliest, seconds(options.minTtl, earliest)), lasts / 2));
}

/** The command has the terminal: a renewal neither asks nor shows its progress there. */
function unattended(context: CommandContext, asking: string): CommandContext {
  const { terminal } = context;
  const silent = {
    update: () => undefined,
    pause: () => undefined,
    done: () => undefined,
    fail: () => undefined,
  };
  const quiet: Partial<CommandContext['terminal']> = {
    err: () => undefined,
    interactive: false,
    // It is not asked: it says where.
    canAskForCode: true,
    progress: async () => ({ start: () => silent }),
    askMfaCode: async () => {
      throw new Failure('failed', {
        what: `an MFA code is needed, and the command has the terminal; in another one run: ${asking}`,
      });
    },
  };
  // What the terminal tells of itself is asked when it matters, and may be its parent's.
  return { ...context, terminal: Object.create(terminal, Object.getOwnPropertyDescriptors(quiet)) };
}
