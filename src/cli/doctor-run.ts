import manifest from '../../package.json' with { type: 'json' };
import type { Transport } from '../aws/client/connect.ts';
import { AwsError } from '../aws/errors/aws-error.ts';
import type { Config } from '../config/load.ts';
import { type Diagnosis, diagnosis, inOrder, isWell, skipRest } from '../model/diagnosis.ts';
import { Failure, type FailureText } from '../model/failure.ts';
import { failureWords, readWithin } from '../operations/doctor/bounded-reads.ts';
import { diagnose, noCredentials } from '../operations/doctor/diagnose.ts';
import type { AnswerDate } from '../operations/doctor/diagnose-network.ts';
import { doctorJson, doctorText } from '../views/doctor.ts';
import { ExitError } from './command-errors.ts';
import type { CommandContext, Connection } from './context.ts';
import { diagnoseConfiguration, diagnoseNode, diagnoseSessionCache } from './doctor-local.ts';
import { say } from './notices.ts';
import { isSandbox } from './sandbox/state-path.ts';

/** @throws ExitError 1 where there is a problem */
export async function runDoctor(
  context: CommandContext,
  nodeVersion: string = process.versions.node,
): Promise<void> {
  const { terminal, globals } = context;
  const configuration = await diagnoseConfiguration(context);
  const found = inOrder([
    diagnoseNode(nodeVersion, manifest.engines.node),
    configuration.diagnosis,
    ...(await diagnoseAws(context, configuration.config)),
    diagnoseSessionCache(context),
  ]);
  terminal.out(
    globals.json ? doctorJson(found, isSandbox(globals, context.env)) : doctorText(found, terminal.outPaint),
  );
  if (!isWell(found)) throw new ExitError(1);
}

async function diagnoseAws(context: CommandContext, config: Config): Promise<readonly Diagnosis[]> {
  const explain = (error: unknown) => wordsOf(error, context.globals.profile);
  const asking = { people: 0 };
  let connection: Connection;
  try {
    connection = await openConnection(watched(context, asking), config);
  } catch (error) {
    const text = await explain(error);
    const credentials = diagnosis('credentials', 'problem', failureWords(text), text.fix);
    return skipRest([credentials], noCredentials);
  }
  const { connect } = await import('../aws/client/connect.ts');
  const { clock, signal, globals } = context;
  // What was given up on is not repeated for longer than the command takes.
  const over = new AbortController();
  const limits = { signal: AbortSignal.any([signal, over.signal]), attempt: readWithin };
  const onCall = globals.debug ? (line: string) => say(context.terminal, `  ${line}`) : null;
  const dates: AnswerDate[] = [];
  const aws = connect(connection.transport, clock, limits, onCall, (date) =>
    dates.push({ date, at: clock.now() }),
  );
  try {
    return await diagnose({
      ...{ aws, clock, signal, explain },
      structure: config.structure,
      profile: connection.profile,
      findCredentials: () => findCredentials(connection.transport),
      mfaSerial: async () => (await connection.signing?.mfaSerial()) ?? null,
      answerDates: () => dates,
      personIsAsked: () => asking.people > 0,
    });
  } finally {
    over.abort(new Error('the command has ended'));
  }
}

/**
 * As a person in Ops. In a sandbox that was started empty there is none before its organization is set up: there the
 * admin is the one who asks.
 */
async function openConnection(context: CommandContext, config: Config): Promise<Connection> {
  try {
    return await context.openConnection(context, 'ops', config);
  } catch (error) {
    const { globals, env } = context;
    if (!isSandbox(globals, env) || globals.profile !== undefined || !(error instanceof Failure)) throw error;
    return context.openConnection(context, 'management', config);
  }
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
    return (await import('../aws/errors/explain.ts')).explain(error, profile).text;
  return { what: error instanceof Error ? error.message : String(error) };
}
