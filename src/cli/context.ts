import type { Transport } from '../aws/client/connect.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/load.ts';
import type { ShellEnvironment } from '../credentials/environment-change.ts';
import type { SignalSource } from '../exec/signals.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Globals } from './globals.ts';

/** Whether a command is for an admin or for a member. */
export type ProfileKind = 'management' | 'ops';

/** A way to AWS, or to what stands in its place. */
export interface Connection {
  readonly transport: Transport;
  /** The profile as it is shown. */
  readonly profile: string;
  /** Left out where none signs: in the sandbox, and with keys of the environment. */
  readonly signing?: SigningProfile;
}

/** The profile of the AWS files that signs. */
export interface SigningProfile {
  readonly name: string;
  /** The MFA device that it names; null where it names none. */
  mfaSerial(): Promise<string | null>;
}

export type OpenConnection = (
  context: CommandContext,
  kind: ProfileKind,
  config: Config,
) => Promise<Connection>;

/** What every command runs in: everything of the process that a test puts something else in the place of. */
export interface ProcessContext {
  /** Without the session of the client that the shell is in, once the command line runs; the SDK may read it, too. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  readonly openConnection: OpenConnection;
  /** The file that Node was started with; left out where it is not this program. */
  readonly script?: string | undefined;
  /** Aborted by Ctrl-C, with a Failure of kind `interrupted` as its reason. */
  readonly signal: AbortSignal;
  /** For a command that runs another program; left out where no signals come. */
  readonly signals?: SignalSource;
  terminal(options: { readonly color: boolean; readonly input: boolean; readonly plain: boolean }): Terminal;
}

/** What one command runs with. */
export interface CommandContext extends Omit<ProcessContext, 'terminal'> {
  readonly terminal: Terminal;
  readonly globals: Globals;
  /** What the shell handed on, and what the user set of it: nothing that the run does to `env` shows in it. */
  readonly shell: ShellEnvironment;
}

/** Makes the Run of a command once its options are parsed. */
export type CreateContext = (globals: Globals) => CommandContext;
