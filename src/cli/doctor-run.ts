import manifest from '../../package.json' with { type: 'json' };
import { AwsError } from '../aws/errors/aws-error.ts';
import type { Transport } from '../aws/client/connect.ts';
import type { Config } from '../config/load.ts';
import { type Diagnosis, diagnosis, inOrder, isWell, skipRest } from '../model/diagnosis.ts';
import { Failure, type FailureText } from '../model/failure.ts';
import { failureWords, readWithin } from '../operations/doctor/bounded-reads.ts';
import { diagnose, noCredentials } from '../operations/doctor/diagnose.ts';
import type { AnswerDate } from '../operations/doctor/diagnose-network.ts';
import { doctorJson, doctorText } from '../views/doctor.ts';
import { diagnoseConfiguration, diagnoseNode, diagnoseSessionCache } from './doctor-local.ts';
import { ExitWith } from './exit-error.ts';
import type { Run, Seam } from './context.ts';
import { isSandbox } from './sandbox/state-path.ts';
import { tell } from './notices.ts';

/** @throws ExitWith 1 where there is a problem */
export async function runDoctor(run: Run, nodeVersion: string = process.versions.node): Promise<void> {
  const { terminal, globals } = run;
  const configuration = await diagnoseConfiguration(run);
  const found = inOrder([
    diagnoseNode(nodeVersion, manifest.engines.node),
    configuration.diagnosis,
    ...(await diagnoseAws(run, configuration.config)),
    diagnoseSessionCache(run),
  ]);
  terminal.out(
    globals.json ? doctorJson(found, isSandbox(globals, run.env)) : doctorText(found, terminal.outPaint),
  );
  if (!isWell(found)) throw new ExitWith(1);
}

async function diagnoseAws(run: Run, config: Config): Promise<readonly Diagnosis[]> {
  const explain = (error: unknown) => wordsOf(error, run.globals.profile);
  const asking = { people: 0 };
  let seam: Seam;
  try {
    seam = await openSeam(watched(run, asking), config);
  } catch (error) {
    const text = await explain(error);
    const credentials = diagnosis('credentials', 'problem', failureWords(text), text.fix);
    return skipRest([credentials], noCredentials);
  }
  const { connect } = await import('../aws/client/connect.ts');
  const { clock, signal, globals } = run;
  // What was given up on is not repeated for longer than the command takes.
  const over = new AbortController();
  const limits = { signal: AbortSignal.any([signal, over.signal]), attempt: readWithin };
  const onCall = globals.debug ? (line: string) => tell(run.terminal, `  ${line}`) : null;
  const dates: AnswerDate[] = [];
  const aws = connect(seam.transport, clock, limits, onCall, (date) => dates.push({ date, at: clock.now() }));
  try {
    return await diagnose({
      ...{ aws, clock, signal, explain },
      structure: config.structure,
      profile: seam.profile,
      namedClients: Object.keys(config.roleArns),
      findCredentials: () => findCredentials(seam.transport),
      mfaSerial: async () => (await seam.signing?.mfaSerial()) ?? null,
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
async function openSeam(run: Run, config: Config): Promise<Seam> {
  try {
    return await run.openSeam(run, 'ops', config);
  } catch (error) {
    const { globals, env } = run;
    if (!isSandbox(globals, env) || globals.profile !== undefined || !(error instanceof Failure)) throw error;
    return run.openSeam(run, 'management', config);
  }
}

/** The same run, on a terminal that tells whether somebody is being asked for a code. */
function watched(run: Run, asking: { people: number }): Run {
  const askMfaCode: Run['terminal']['askMfaCode'] = async (serial, signal) => {
    asking.people += 1;
    try {
      return await run.terminal.askMfaCode(serial, signal);
    } finally {
      asking.people -= 1;
    }
  };
  // Not a copy: a terminal tells some things only when it is asked.
  const terminal: Run['terminal'] = Object.create(run.terminal, { askMfaCode: { value: askMfaCode } });
  return { ...run, terminal };
}

async function findCredentials({ credentials }: Transport): Promise<void> {
  if (typeof credentials === 'function') await credentials();
}

/** The words of what stands in the way of a check, whatever it is. */
async function wordsOf(error: unknown, profile: string | undefined): Promise<FailureText> {
  if (error instanceof Failure) return error.text;
  if (error instanceof AwsError) return (await import('../aws/errors/explain.ts')).explain(error, profile).text;
  return { what: error instanceof Error ? error.message : String(error) };
}
