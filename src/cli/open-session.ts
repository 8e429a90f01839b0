import { resolve } from 'node:path';
import type { Aws } from '../aws/api.ts';
import type { Limits } from '../aws/client/limits.ts';
import type { AccountKind } from '../model/account-kind.ts';
import type { Ignore } from '../model/checks.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Structure } from '../model/structure.ts';
import { configOf } from './configuration.ts';
import type { CommandContext, ProfileKind, SigningProfile } from './context.ts';
import type { Globals } from './globals.ts';
import { say } from './notices.ts';
import { isSandbox } from './sandbox/state-path.ts';

export interface Session {
  readonly aws: Aws;
  /** The limits of its calls. */
  readonly limits: Limits;
  readonly structure: Structure;
  /** The profile, as it is shown. */
  readonly profile: string;
  /** The same in outputs for programs; null with keys of the environment. */
  readonly profileName: string | null;
  /** Whether it leads to the sandbox in place of AWS. */
  readonly sandbox: boolean;
  /** Null in the sandbox, and with keys of the environment. */
  readonly signing: SigningProfile | null;
  /** The region that was configured, on the command line or in the file; null where AWS's own settings decide. */
  readonly region: string | null;
  /** Findings that org audit does not report. */
  readonly ignores: readonly Ignore[];
  /** The configuration file in use; null when there is none. */
  readonly configFile: string | null;
  /** The global options, as they have to be repeated in a command that continues this one's work. */
  readonly repeatedOptions: string;
  /** The same without the profile, for the same person in another role. */
  readonly sharedOptions: string;
  /** The same without the configuration file, for another person, who keeps it elsewhere. */
  readonly portableOptions: string;
}

/** In the sandbox no address is ever written to, so there is a template for each kind of account. */
function withSandboxEmail(structure: Structure): Structure {
  const withEmail = (kind: AccountKind): AccountKind => ({
    ...kind,
    email: kind.email ?? `aws+${kind.placeholder}@example.com`,
  });
  const { client, environment } = structure.kinds;
  return { ...structure, kinds: { client: withEmail(client), environment: withEmail(environment) } };
}

/**
 * Reads the configuration and opens the way to AWS with the profile that the command is meant for.
 * @param limits what bounds its calls; the caller may move the deadline
 */
export async function openSession(
  context: CommandContext,
  kind: ProfileKind,
  limits: Limits = { signal: context.signal },
): Promise<Session> {
  const { globals, env } = context;
  const config = await configOf(context);
  const [{ connect }, connection] = await Promise.all([
    import('../aws/client/connect.ts'),
    context.openConnection(context, kind, config),
  ]);
  const sandbox = isSandbox(globals, env);
  return {
    aws: connect(
      connection.transport,
      context.clock,
      limits,
      globals.debug ? (line) => say(context.terminal, `  ${line}`) : null,
    ),
    structure: sandbox ? withSandboxEmail(config.structure) : config.structure,
    profile: connection.profile,
    profileName: sandbox
      ? connection.profile.replace(/ \(sandbox\)$/, '')
      : (connection.signing?.name ?? null),
    sandbox,
    signing: connection.signing ?? null,
    limits,
    region: connection.transport.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? null,
    ignores: config.ignores,
    configFile: config.file,
    repeatedOptions: repeatedOptions(context, true),
    sharedOptions: repeatedOptions(context, false),
    portableOptions: repeatedOptions({ ...context, globals: withoutFile(context.globals) }, false),
  };
}

function withoutFile({ config: _, ...globals }: Globals): Globals {
  return globals;
}

/** The global options, as they are written after a command's own. */
export function repeatedOptions({ globals, cwd }: CommandContext, withProfile: boolean): string {
  const options: string[] = [];
  if (withProfile && globals.profile !== undefined) options.push('--profile', globals.profile);
  if (globals.region !== undefined) options.push('--region', globals.region);
  if (globals.config !== undefined) options.push('--config', resolve(cwd, globals.config));
  if (globals.sandboxState !== undefined) options.push('--sandbox-state', resolve(cwd, globals.sandboxState));
  else if (globals.sandbox) options.push('--sandbox');
  return options.map((word) => ` ${shellWord(word)}`).join('');
}
