import { resolve } from 'node:path';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { defaultStructure, kindsWithGroup, type Structure } from '../../model/structure.ts';
import type { ProfileKeys, Sandbox } from '../../sandbox/sandbox.ts';
import type { CommandContext } from '../context.ts';
import { stateFile } from './state-path.ts';

/** The sandbox on its state file, with the time AWS takes over things unless DIVERST_SANDBOX_LATENCY is 0. */
export async function openStateFile(context: CommandContext): Promise<Sandbox> {
  const [{ openSandbox }, { demo, instant }] = await Promise.all([
    import('../../sandbox/sandbox.ts'),
    import('../../sandbox/timings.ts'),
  ]);
  return openSandbox({
    stateFile: stateFile(context),
    timings: context.env.DIVERST_SANDBOX_LATENCY === '0' ? instant : demo,
    rates: true,
  });
}

/** How this program is called for the same sandbox once more, whatever named it. */
export function sandboxProgram({ globals, cwd }: Pick<CommandContext, 'globals' | 'cwd'>): string {
  if (globals.sandboxState !== undefined)
    return `diverst --sandbox-state ${shellWord(resolve(cwd, globals.sandboxState))}`;
  return globals.sandbox ? 'diverst --sandbox' : 'diverst';
}

/** What 0.1.0 called the profile `management`. */
const olderProfile = 'root';

/**
 * The access key of one of the sandbox's users. Whoever sets up an organization in an empty sandbox gets the person in
 * Ops with it, and whoever configures environments gets that person into their group: the sandbox has no other command
 * for either.
 * @param program how diverst is called for this sandbox
 * @param structure whose names say where that person belongs
 * @throws Failure of kind `usage` for another profile, or for `ops` in a sandbox that has no Ops account
 */
export function keysOf(
  sandbox: Sandbox,
  profile: string,
  program: string,
  structure: Structure = defaultStructure,
): ProfileKeys {
  const { opsAccount: account, kinds } = structure;
  const { group } = kinds.client;
  if (profile === 'ops') {
    const others = kindsWithGroup(structure).flatMap((kind) => (kind.group === group ? [] : [kind.group]));
    sandbox.addOpsUser({ account, group, others });
    const { ops } = sandbox.profiles;
    if (ops) return ops;
    throw new Failure('usage', {
      what: 'cannot sign: the sandbox has no profile ops',
      why: `The profile ops is a user of the account ${account} in the group ${group}, and ${missing(sandbox, account)}.`,
      fix: [
        `set up what is missing: ${program} org init`,
        'or use the admin of the management account: add --profile management',
      ],
    });
  }
  if (profile === 'management' || profile === olderProfile) return sandbox.profiles.management;
  throw new Failure('usage', {
    what: `cannot sign: the sandbox has no profile ${profile}`,
    why: 'The profiles of the sandbox are its own users. diverst does not read AWS files for the sandbox.',
    fix: [
      'for an admin of the management account, use --profile management',
      `for a user in the group ${group}, use --profile ops`,
    ],
  });
}

function missing(sandbox: Sandbox, opsAccount: string): string {
  const { organization, accounts } = sandbox.state();
  if (organization === null) return 'the organization does not exist yet';
  const isThere = Object.values(accounts).some(({ name }) => name === opsAccount);
  return isThere
    ? 'the group is missing, or the user has no active access key'
    : `there is no account ${opsAccount} yet`;
}
