import manifest from '../../package.json' with { type: 'json' };
import type { Transport } from '../aws/client/connect.ts';
import { AwsError } from '../aws/errors/aws-error.ts';
import type { Config } from '../config/load.ts';
import {
  type CallerPlace,
  type Diagnoses,
  type Diagnosis,
  diagnosis,
  inOrder,
  isWell,
  skipRest,
} from '../model/diagnosis.ts';
import { Failure, type FailureText } from '../model/failure.ts';
import { failureWords, readWithin } from '../operations/doctor/bounded-reads.ts';
import { diagnose, noCredentials } from '../operations/doctor/diagnose.ts';
import type { AnswerDate } from '../operations/doctor/diagnose-network.ts';
import { doctorJson, doctorText } from '../views/doctor.ts';
import { anySignal } from './any-signal.ts';
import { ExitError } from './command-errors.ts';
import { knownProfiles } from './config/aws-profile-names.ts';
import type { CommandContext, Connection } from './context.ts';
import { diagnoseConfiguration, diagnoseNode, diagnoseSessionCache } from './doctor-local.ts';
import { say } from './notices.ts';
import { repeatedOptions } from './open-session.ts';
import { isSandbox } from './sandbox/state-path.ts';

/** @throws ExitError 1 where there is a problem */
export async function runDoctor(
  context: CommandContext,
  nodeVersion: string = process.versions.node,
): Promise<void> {
  const { terminal, globals } = context;
  const { diagnosis: configuration, config } = await diagnoseConfiguration(context);
  const aws = await diagnoseAws(context, config);
  const found = inOrder([
    diagnoseNode(nodeVersion, manifest.engines.node),
    configuration,
    ...aws.found,
    diagnoseSessionCache(context),
  ]);
  const { place } = aws;
  const result = { found, place, next: nextCommand({ found, place }, config, context) };
  terminal.out(
    globals.json
      ? doctorJson(result, isSandbox(globals, context.env))
      : doctorText(result, terminal.outPaint, terminal.outWidth ?? null),
  );
  if (!isWell(found)) throw new ExitError(1);
}

/** What to continue with; null while there is a problem, or where nobody can know. */
function nextCommand({ found, place }: Diagnoses, { file }: Config, context: CommandContext): string | null {
  if (!isWell(found) || place === null) return null;
  const options = repeatedOptions(context, true);
  const isSetUp = found.find(({ id }) => id === 'group')?.state === 'ok';
  // In the sandbox nothing has to be configured.
  const isConfigured = file !== null || isSandbox(context.globals, context.env);
  if (place !== 'member' && !isConfigured) return 'diverst config init';
  if (place === 'no organization') return `diverst org init${options}`;
  if (!isSetUp) return null;
  return `diverst ${place === 'management' ? 'org audit' : 'client list'}${options}`;
}

async function diagnoseAws(context: CommandContext, config: Config): Promise<Diagnoses> {
  const explain = (error: unknown) => wordsOf(error, context.globals.profile);
  const asking = { people: 0 };
  let opened: Opened;
  try {
    opened = await openConnection(watched(context, asking), config);
  } catch (error) {
    const text = await explain(error);
    const credentials = diagnosis('credentials', 'problem', failureWords(text), text.fix);
    return { found: skipRest([credentials], noCredentials), place: null };
  }
  const { connection, insteadOf } = opened;
  const { connect } = await import('../aws/client/connect.ts');
  const { clock, signal, globals } = context;
  // What was given up on is not repeated for longer than the command takes.
  const over = new AbortController();
  const limits = { signal: anySignal([signal, over.signal]), attempt: readWithin };
  const onCall = globals.debug ? (line: string) => say(context.terminal, `  ${line}`) : null;
  const dates: AnswerDate[] = [];
  const aws = connect(connection.transport, clock, limits, onCall, (date) =>
    dates.push({ date, at: clock.now() }),
  );
  try {
    const { found, place } = await diagnose({
      ...{ aws, clock, signal, explain },
      structure: config.structure,
      profile: connection.profile,
      findCredentials: () => findCredentials(connection.transport),
      mfaSerial: async () => (await connection.signing?.mfaSerial()) ?? null,
      answerDates: () => dates,
      personIsAsked: () => asking.people > 0,
    });
    return {
      found: found.map((one) => withInsteadOf(one, insteadOf, { place, profile: connection.profile })),
      place,
    };
  } finally {
    over.abort(new Error('the command has ended'));
  }
}

/** A way to AWS, and why the profile for daily work is not the one that signs. */
interface Opened {
  readonly connection: Connection;
  readonly insteadOf: FailureText | null;
}

/**
 * With the profile for daily work, in Ops. Before the organization is set up there is no Ops: then the administrator's
 * profile is used, if one is configured.
 */
async function openConnection(context: CommandContext, config: Config): Promise<Opened> {
  const { globals, env } = context;
  if (hasOnlyManagement(context, config))
    return { connection: await context.openConnection(context, 'management', config), insteadOf: noProfile };
  try {
    return { connection: await context.openConnection(context, 'ops', config), insteadOf: null };
  } catch (error) {
    const hasOther = isSandbox(globals, env) || config.profiles.management !== null;
    if (!hasOther || globals.profile !== undefined || !(error instanceof Failure)) throw error;
    const connection = await context.openConnection(context, 'management', config).catch(() => {
      throw error;
    });
    return { connection, insteadOf: isSandbox(globals, env) ? null : error.text };
  }
}

const noProfile: FailureText = {
  what: 'profiles.ops is not set, and no default profile exists',
  fix: ['set profiles.ops in diverst.config.yaml to the AWS profile of your user in Ops'],
};

/** Variables by which the SDK finds an identity without a profile. */
const otherIdentities = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** Whether the administrator's profile is the only one that anything names. */
function hasOnlyManagement(context: CommandContext, { profiles }: Config): boolean {
  const { globals, env } = context;
  if (isSandbox(globals, env) || globals.profile !== undefined || profiles.management === null) return false;
  if (profiles.ops !== null || otherIdentities.some((name) => env[name])) return false;
  return knownProfiles(context).every(({ name }) => name !== 'default');
}

function withInsteadOf(
  one: Diagnosis,
  insteadOf: FailureText | null,
  { place, profile }: { readonly place: CallerPlace | null; readonly profile: string },
): Diagnosis {
  if (insteadOf === null || one.id !== 'credentials' || one.state !== 'ok') return one;
  const what = `found; profile: ${profile}, because there is none for daily work (${failureWords(insteadOf)})`;
  // Ops, and a user in it, can only exist in an organization.
  if (place !== 'management') return diagnosis('credentials', 'ok', what);
  return diagnosis('credentials', 'warning', what, [
    'if you have no user in Ops yet, add one: diverst user add NAME',
    ...(insteadOf.fix ?? []),
  ]);
}

/** The same context, with a terminal that counts who is being asked for a code. */
function watched(context: CommandContext, asking: { people: number }): CommandContext {
  const askMfaCode: CommandContext['terminal']['askMfaCode'] = async (serial, signal) => {
    asking.people += 1;
    try {
      return await context.terminal.askMfaCode(serial, signal);
    } finally {
      asking.people -= 1;
    }
  };
  // Not a copy: some properties of a terminal are getters.
  const terminal: CommandContext['terminal'] = Object.create(context.terminal, {
    askMfaCode: { value: askMfaCode },
  });
  return { ...context, terminal };
}

async function findCredentials({ credentials }: Transport): Promise<void> {
  if (typeof credentials === 'function') await credentials();
}

/** The words of what stands in the way of a check, whatever it is. */
async function wordsOf(error: unknown, profile: string | undefined): Promise<FailureText> {
  if (error instanceof Failure) return error.text;
  if (error instanceof AwsError)
    return (await import('../aws/errors/explain.ts')).explain(error, { profile }).text;
  return { what: error instanceof Error ? error.message : String(error) };
}
