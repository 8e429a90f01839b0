import { parseDuration } from '../../model/duration.ts';
import { Failure } from '../../model/failure.ts';
import type { CommandContext } from '../context.ts';
import { openStateFile } from './state-file.ts';

/** The options of `sandbox token` as commander gives them. */
export interface TokenOptions {
  /** Without one there is no token. */
  readonly subject?: string;
  readonly issuer: string;
  readonly audience: string;
  readonly claim?: readonly string[];
  readonly duration: string;
}

/**
 * Prints a token that the sandbox's STS takes, as a CI system would hand it to a job.
 * @throws Failure of kind `usage` for options that no token can have
 */
export async function printToken(options: TokenOptions, context: CommandContext): Promise<void> {
  const { terminal, globals } = context;
  const { audience } = options;
  const subject = given(options.subject);
  const issuer = validIssuer(options.issuer);
  const claims = Object.fromEntries((options.claim ?? []).map(validClaim));
  const lifetime = validDuration(options.duration) * 1000;
  const sandbox = await openStateFile(context);
  const issuedAt = sandbox.clock.now();
  const token = sandbox.token({ issuer, audience, subject, claims, issuedAt, lifetime });
  if (globals.json) {
    const expiration = new Date(issuedAt + lifetime).toISOString();
    terminal.out(`${JSON.stringify({ token, issuer, audience, subject, expiration })}\n`);
    return;
  }
  terminal.out(`${token}\n`);
}

function given(subject: string | undefined): string {
  if (subject !== undefined && subject !== '') return subject;
  throw new Failure('usage', {
    what: 'diverst sandbox token needs a subject',
    fix: ['give the subject of the job: diverst sandbox token --subject repo:company/infra:environment:acme'],
  });
}

function validIssuer(text: string): string {
  if (/^https:\/\/[^\s?#]+$/.test(text)) return text;
  throw new Failure('usage', {
    what: `--issuer ${JSON.stringify(text)} is not the address of an issuer`,
    fix: ['give the address that the tokens have as issuer, such as https://gitlab.com'],
  });
}

/** Claims that decide when a token counts, and those that have an option. */
const ownOptions: ReadonlySet<string> = new Set(['iss', 'aud', 'sub', 'exp', 'iat', 'nbf']);

function validClaim(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  if (equals > 0 && !ownOptions.has(name)) return [name, text.slice(equals + 1)];
  throw new Failure('usage', {
    what: `--claim ${JSON.stringify(text)} is not a claim that you can set`,
    fix: [
      'give a name and a value, such as --claim repository=company/infra',
      'set the issuer, audience, subject and duration with their own options',
    ],
  });
}

function validDuration(text: string): number {
  const read = parseDuration(text);
  if (read.ok && read.seconds > 0) return read.seconds;
  throw new Failure('usage', {
    what: `--duration ${JSON.stringify(text)} is not a duration for a token`,
    fix: ['give a duration such as 15m, 1h30m, 900s or 900 (seconds)'],
  });
}
