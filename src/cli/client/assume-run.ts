import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { type Format, formatSession } from '../../credentials/formats.ts';
import { githubLines } from '../../credentials/github.ts';
import type { ClientSession } from '../../credentials/session.ts';
import { Unwritable } from '../../credentials/shells.ts';
import { Failure } from '../../model/failure.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import type { Run } from '../run.ts';
import { tell, warn } from '../tell.ts';
import type { AssumeOptions } from './assume-options.ts';
import { openClientSession } from './client-session.ts';

export async function runClientAssume(
  name: string | null,
  options: AssumeOptions & { readonly format?: Format },
  run: Run,
): Promise<void> {
  const format = options.format ?? (run.globals.json ? 'json' : parentShell(run.env));
  const session = await openClientSession(name, options, run);
  const { terminal, env } = run;
  if (format === 'github') {
    writeGithub(session, run);
    tell(
      terminal,
      `✓ client ${session.client} for the further steps of this job, until ${session.expiration}`,
    );
    return;
  }
  terminal.out(formatted(session, format));
  // Whoever reads the output is told nothing else; a person who sees it on the terminal is told what it is for.
  if (terminal.outIsTerminal && format !== 'json' && format !== 'credential-process') {
    tell(terminal, `# secrets: to use them in this shell, eval "$(diverst client assume ${session.client})"`);
  } else if (env.DIVERST_CLIENT && env.DIVERST_CLIENT !== session.client && format !== 'credential-process') {
    warn(
      terminal,
      `this shell was in client ${env.DIVERST_CLIENT}; it is in ${session.client} once these lines are read`,
    );
  }
}

function formatted(session: ClientSession, format: Exclude<Format, 'github'>): string {
  try {
    return formatSession(session, format);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    throw new Failure(
      'failed',
      { what: error.message, fix: ['use another format, such as --format json'] },
      { cause: error },
    );
  }
}

function writeGithub(session: ClientSession, { env, terminal }: Run): void {
  const file = env.GITHUB_ENV;
  if (!file) {
    throw new Failure('usage', {
      what: 'GITHUB_ENV is not set',
      why: 'The format github writes to the file that a GitHub Actions job names there.',
      fix: ['use it in a step of a job, or another format'],
    });
  }
  const lines = githubLines(session, `diverst-${randomUUID()}`);
  // The masks first: from then on the log shows none of the secrets.
  terminal.out(lines.stdout);
  try {
    appendFileSync(file, lines.file);
  } catch (error) {
    throw new Failure(
      'failed',
      { what: `${file} cannot be written`, why: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
