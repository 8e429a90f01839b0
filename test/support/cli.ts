import { setMaxListeners } from 'node:events';
// What commands load only once they need it. The virtual clock does not see that a module is being loaded, so it
// would jump to the next deadline meanwhile.
import '../../src/aws/errors/explain.ts';
import '../../src/aws/iam.ts';
import '../../src/aws/buckets.ts';
import '../../src/aws/costs.ts';
import '../../src/aws/event-history.ts';
import '../../src/aws/organizations.ts';
import '../../src/aws/policies.ts';
import '../../src/aws/client/session-clients.ts';
import '../../src/aws/sts.ts';
import '../../src/aws/trails.ts';
import '../../src/config/read.ts';
import type { Progress } from '../../src/access/progress.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { OpenConnection } from '../../src/cli/context.ts';
import { keysOf } from '../../src/cli/sandbox/state-file.ts';
import type { Clock } from '../../src/clock.ts';
import type { SignalSource } from '../../src/exec/signals.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { plainProgress } from '../../src/terminal/plain-progress.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { type Paint, plain } from '../../src/views/paint.ts';
import { expectNoSecret, watchSecrets } from './secrets.ts';

/** What a command line runs against. */
export interface Surroundings {
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  /** Every secret that there is so far: none may be in what is said to a person. */
  secrets(): readonly string[];
}

/** A sandbox in memory on a virtual clock: nothing waits, and time passes where AWS takes it. */
export interface TestOrganization extends Surroundings {
  readonly clock: VirtualClock;
}

/** AWS's delays, as milliseconds of virtual time. */
export const realistic = {
  accountCreation: 45_000,
  accessRole: 20_000,
  propagation: 8_000,
  bucketPolicy: 8_000,
  organizationSetup: 60_000,
  closing: 60_000,
  call: 50,
};

export function testOrganization(options: Omit<SandboxOptions, 'clock'> = {}): TestOrganization {
  const clock = new VirtualClock();
  const sandbox = openSandbox({ timings: realistic, rates: true, ...options, clock });
  return { clock, sandbox, secrets: watchSecrets(sandbox) };
}

export interface CliOptions {
  /** What a person answers; left out, there is nobody to ask. */
  readonly answer?: boolean;
  /** What a person types where a word is asked for, the same for all or by question; nothing unless given. */
  readonly typed?: string | ((question: string) => string);
  /** Which of several is chosen, the same for all or by question; the first one unless given. */
  readonly pick?: string | ((question: string) => string | undefined);
  /** What a person types where an MFA code is asked for; left out, there is no terminal to ask on. */
  readonly mfaCode?: () => string | Promise<string>;
  /** What happens before the answer comes. */
  readonly whileAsked?: () => void;
  /** How many characters the reader of stdout takes before it goes away; all unless given. */
  readonly reads?: number;
  /** Whether a person sees stdout; not, if left out. */
  readonly outIsTerminal?: boolean;
  /** In place of the words about progress on stderr. */
  readonly progress?: Progress;
  /** Colours; none unless given. */
  readonly paint?: Paint;
  /** Takes what is written to either stream, in its order, as a terminal shows it. */
  readonly shows?: (text: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Signals for a command that runs another program; none unless given. */
  readonly signals?: SignalSource;
  readonly openConnection?: OpenConnection;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Every question that was asked. */
  readonly asked: readonly string[];
  /** What there was to choose from, for each choice. */
  readonly offered: readonly (readonly string[])[];
}

/** Runs one command line in this process against a test organization. */
export async function runCli(
  organization: Surroundings,
  argv: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const { sandbox, clock } = organization;
  const streams = { out: '', err: '' };
  const prompts = { asked: [] as string[], offered: [] as (readonly string[])[] };
  const openConnection: OpenConnection = async (run, role, { structure }) => {
    const profile = run.globals.profile ?? role;
    return {
      profile: `${profile} (sandbox)`,
      transport: {
        credentials: keysOf(sandbox, profile, 'diverst --sandbox', structure),
        region: run.globals.region ?? sandbox.region,
        requestHandler: sandbox.requestHandler,
      },
    };
  };
  const signal = options.signal ?? new AbortController().signal;
  // As the program does: each call under way listens.
  setMaxListeners(0, signal);
  const code = await runCommandLine(argv, '0.0.0-test', {
    env: { DIVERST_SANDBOX: '1', ...options.env },
    cwd: options.cwd ?? '/',
    clock,
    openConnection: options.openConnection ?? openConnection,
    signal,
    ...(options.signals === undefined ? {} : { signals: options.signals }),
    terminal: () => bufferTerminal(streams, prompts, options, clock),
  });
  expectNoSecret(streams.err, organization.secrets());
  if (!handsOut(argv)) expectNoSecret(streams.out, organization.secrets());
  return { code, stdout: streams.out, stderr: streams.err, ...prompts };
}

/** Whether a command's output is credentials. */
export function handsOut(argv: readonly string[]): boolean {
  return argv.includes('assume') || argv.includes('exec') || argv.includes('sandbox');
}

function bufferTerminal(
  streams: { out: string; err: string },
  { asked, offered }: { readonly asked: string[]; readonly offered: (readonly string[])[] },
  {
    answer,
    typed,
    pick,
    mfaCode,
    whileAsked,
    reads = Number.POSITIVE_INFINITY,
    shows,
    progress,
    paint = plain,
    outIsTerminal = false,
  }: CliOptions,
  clock: Clock,
): Terminal {
  const err = (text: string) => {
    streams.err += text;
    shows?.(text);
  };
  return {
    out: (text) => {
      streams.out += text;
      shows?.(text);
    },
    err,
    pass: async (stream, bytes) => {
      const text = Buffer.from(bytes).toString();
      streams[stream] += text;
      shows?.(text);
      return streams.out.length < reads;
    },
    outPaint: paint,
    errPaint: paint,
    outIsTerminal,
    get outIsClosed() {
      return streams.out.length >= reads;
    },
    interactive: answer !== undefined || typed !== undefined,
    canAskForCode: mfaCode !== undefined,
    progress: async () => progress ?? plainProgress(err, clock),
    confirm: async (question) => {
      asked.push(question);
      whileAsked?.();
      if (answer === undefined) throw new Error('asked where nobody can answer');
      return answer;
    },
    type: async (question) => {
      asked.push(question);
      whileAsked?.();
      return (typeof typed === 'function' ? typed(question) : typed) ?? '';
    },
    choose: async (question, choices) => {
      asked.push(question);
      offered.push(choices.map(({ value }) => value));
      return (typeof pick === 'function' ? pick(question) : pick) ?? choices[0]?.value ?? '';
    },
    askMfaCode: async (serial) => {
      asked.push(`MFA code of ${serial}`);
      if (mfaCode === undefined) throw new Error('asked for an MFA code where nobody can answer');
      return mfaCode();
    },
  };
}

/** The calls that change something, as `service:Operation`. */
export function mutations(sandbox: Sandbox): readonly string[] {
  return sandbox.calls
    .filter(({ mutates, operation }) => mutates && operation !== 'AssumeRole')
    .map(({ service, operation }) => `${service}:${operation}`);
}

/** The one JSON object on stdout. */
export function jsonOf<T = unknown>(result: CliResult): T {
  return JSON.parse(result.stdout) as T;
}
