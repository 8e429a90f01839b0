import { during } from '../../access/progress.ts';
import { historyDays, historySpan, readMoment } from '../../history/period.ts';
import { type AccountNoun, accountWords, refOf, withArticle } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { type LabelWish, wishText } from '../../model/labels.ts';
import { shellWord } from '../../model/shell-word.ts';
import { executeRevocation, plannedRevocation } from '../../operations/revocation/execute-revocation.ts';
import { type LookedForWays, lookForWays } from '../../operations/revocation/look-for-ways.ts';
import {
  type PreparedRevocation,
  prepareRevocation,
} from '../../operations/revocation/prepare-revocation.ts';
import type { NextCommand } from '../../views/next-commands.ts';
import { revocationJson, revocationView, waysLines } from '../../views/revocation.ts';
import { stepsView } from '../../views/steps.ts';
import type { CommandContext } from '../context.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { validLabels } from '../session/chosen-accounts.ts';
import { validName } from '../session/which-account.ts';

/** The options of `revoke` as commander gives them. */
export interface RevokeOptions extends ChangeOptions {
  readonly all?: boolean;
  readonly label?: string[];
  readonly person?: string;
  readonly lift?: boolean;
  readonly since: string;
  /** False with --no-look. */
  readonly look: boolean;
}

interface Asked {
  readonly noun: AccountNoun;
  /** Null for all. */
  readonly name: string | null;
  /** Of all, only those with these labels. */
  readonly labels: readonly LabelWish[];
  readonly person: string | null;
  readonly lift: boolean;
  /** How far back to look for what the sessions made, in epoch milliseconds; null for not at all. */
  readonly since: number | null;
  readonly isDryRun: boolean;
}

export async function runRevoke(
  noun: AccountNoun,
  given: string | undefined,
  options: RevokeOptions,
  context: CommandContext,
): Promise<void> {
  const asked = {
    noun,
    name: whichAccount(noun, given, options),
    labels: validLabels(options.label ?? []),
    person: options.person === undefined ? null : validPerson(options.person),
    lift: options.lift === true,
    since: options.look ? validSince(options.since, context.clock.now()) : null,
    isDryRun: options.dryRun === true,
  };
  const words = optionWords([
    ['--all', options.all],
    ['--label', options.label],
    ['--person', options.person],
    ['--lift', options.lift],
    ['--since', options.since, '90d'],
    ['--no-look', !options.look],
    ['--timeout', options.timeout, defaultTimeouts.accountRevoke],
  ]);
  const name = asked.name === null ? '' : ` ${asked.name}`;
  const line = `${accountWords[noun].command} revoke${name}${words}`;
  const plan = (run: ChangeRun) => planRevoke(asked, run);
  await planAndApply({ line, plan }, options, context);
}

async function planRevoke(asked: Asked, run: ChangeRun): Promise<CommandPlan> {
  const { noun, name, labels, person, lift } = asked;
  const kinds = [run.structure.kinds[noun]];
  const prepared = await during(run.progress, 'read the roles whose sessions can be ended', (task) =>
    prepareRevocation({ kinds, name, labels, person, lift }, { ...run, task }),
  );
  const { management, accounts, steps, notices } = prepared;
  const look = asked.isDryRun ? await lookFor(asked, prepared, run) : null;
  const those = labels.length === 0 ? '' : ` with the label ${labels.map(wishText).join(' ')}`;
  const title = `plan for ${name === null ? `all ${noun}s${those}` : `${noun} ${name}`}`;
  return {
    caller: management.caller,
    organizationId: management.organization.id,
    accounts: accounts.length,
    steps,
    question: { text: questionOf(prepared), typed: null },
    remarks: (width) => (look === null ? [] : waysLines(look, width)),
    json: (origin) => revocationJson(prepared, plannedRevocation(prepared), look, origin),
    text: (paint, width) => stepsView({ title, steps, notices, paint, width, isWhole: run.isWhole }),
    apply: () => applyRevoke(asked, prepared, run),
  };
}

async function applyRevoke(asked: Asked, prepared: PreparedRevocation, run: ChangeRun): Promise<Applied> {
  const { result, errors: failures } = await executeRevocation(prepared, run);
  const errors = [...failures];
  // What was done is shown, whatever keeps this from being looked at.
  const look =
    result.endedBefore.size === 0
      ? null
      : await lookFor(asked, prepared, run).catch((error: unknown) => {
          errors.push(error);
          return null;
        });
  const next = errors.length > 0 ? toContinue(errors, run) : nextCommands(asked, prepared, run);
  const { accessRole } = run.structure;
  return {
    changes: result.changes,
    errors,
    json: (origin) => revocationJson(prepared, result, look, origin),
    text: (paint, width) =>
      revocationView({ prepared, result, look, errors, next, accessRole, paint, width }),
  };
}

/** After the sessions are ended, so that no session continues while the event history is read. */
async function lookFor(
  { since, lift }: Asked,
  prepared: PreparedRevocation,
  run: ChangeRun,
): Promise<LookedForWays | null> {
  if (since === null || lift) return null;
  return during(run.progress, 'find what was created through the sessions', (task) =>
    lookForWays(prepared, since, { ...run, task }),
  );
}

/** Sessions of the other kind, what --lift leaves, and how to undo that. */
function nextCommands(
  { noun, labels, person: named, lift }: Asked,
  { person, ops }: PreparedRevocation,
  { program, structure }: ChangeRun,
): readonly NextCommand[] {
  if (named === null || person === null) return [];
  const other = structure.kinds[noun === 'client' ? 'environment' : 'client'];
  const isInUse = other.isExpected || (other.names ?? []).length > 0;
  const options = `--all --person ${person.name}${lift ? ' --lift' : ''}`;
  // Of one account that was named, the person's sessions in the others are not what was meant.
  const further = [...(labels.length > 0 ? [noun] : []), ...(isInUse ? [other.noun] : [])];
  const others = further.map((one) => ({
    say: `for the ${one}s${labels.length > 0 && one === noun ? ' without the label' : ''}`,
    run: `${program} ${accountWords[one].command} revoke ${options}`,
  }));
  if (!lift || person.user === null) return others;
  const { keys, password } = person.user.signIn;
  const inOps = `with credentials of ${ops?.name ?? 'Ops'}, to`;
  return [
    ...others,
    ...keys.flatMap(({ id, isActive }) =>
      isActive
        ? []
        : [
            {
              say: `${inOps} activate an access key again`,
              run: `aws iam update-access-key --user-name ${shellWord(person.name)} --access-key-id ${id} --status Active`,
            },
          ],
    ),
    ...(password === null
      ? [
          // The AWS CLI sets the password without adding a person whom the configuration has elsewhere.
          structure.people === null
            ? {
                say: `${inOps} set a new first password`,
                run: `aws iam create-login-profile --user-name ${shellWord(person.name)} --password-reset-required --password PASSWORD`,
              }
            : { say: 'to set a new first password', run: `${program} user add ${shellWord(person.name)}` },
        ]
      : []),
  ];
}

function questionOf({ request, person, targets, steps }: PreparedRevocation): string {
  const needed = steps.filter(({ state }) => state === 'needed');
  if (request.lift)
    return `Delete ${needed.length === 1 ? 'this policy' : `these ${needed.length} policies`}?`;
  const ended = targets.filter(({ ends }) => ends !== null);
  const all = ended.filter(({ ends }) => ends?.whose === 'everybody');
  const isLocked = needed.some(({ change }) => change.kind === 'lock-user');
  const jobs = ended.some(({ ciRoleArns }) => ciRoleArns.length > 0) ? ', also those of CI,' : '';
  if (person === null) return `End all sessions${jobs} in ${where(ended)}?`;
  const lock = isLocked ? `Lock user ${person.name} in Ops, and end` : 'End';
  if (all.length === 0) return `${lock} the sessions of ${person.name} in ${where(ended)}?`;
  if (all.length === ended.length) return `${lock} all sessions in ${where(ended)}?`;
  return `${lock} the sessions of ${person.name} in ${where(ended)}, and all sessions in ${all.length} of them?`;
}

function where(targets: PreparedRevocation['targets']): string {
  const [only] = targets;
  if (only === undefined) return 'no account';
  return targets.length === 1 ? `${refOf(only).noun} ${only.name}` : `${targets.length} accounts`;
}

/** @throws Failure of kind `usage` unless one account, or all or those with a label are meant */
function whichAccount(
  noun: AccountNoun,
  given: string | undefined,
  { all, label }: Pick<RevokeOptions, 'all' | 'label'>,
): string | null {
  const several = all ? '--all' : label && '--label';
  if (given !== undefined && !several) return validName(noun, given);
  if (given === undefined && several) return null;
  const { command, example } = accountWords[noun];
  throw new Failure('usage', {
    what: several
      ? `${several} and the name of one ${noun} do not go together`
      : `diverst ${command} revoke needs the name of ${withArticle({ noun })}`,
    fix: [
      `end the sessions in one ${noun}: diverst ${command} revoke ${example}`,
      `or end the sessions in all of them: diverst ${command} revoke --all`,
    ],
  });
}

/**
 * IAM takes no other name for a user.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
 */
function validPerson(text: string): string {
  if (/^[\w+=,.@-]{1,64}$/.test(text)) return text;
  throw new Failure('usage', {
    what: `--person ${JSON.stringify(text)} is not the name of an IAM user`,
    fix: ['give the name of a user in Ops, which has up to 64 letters, digits and _+=,.@-'],
  });
}

function validSince(text: string, now: number): number {
  const at = readMoment(text, 'start', { now, utc: false });
  // A minute of grace: `90d` is meant to be possible.
  if (at !== null && at <= now && at >= now - historySpan - 60_000) return at;
  throw new Failure('usage', {
    what: `--since ${JSON.stringify(text)} is not a time within the last ${historyDays} days`,
    why: 'The event history of CloudTrail does not have older events.',
    fix: ['give a time such as 24h, 7d or 2026-11-24'],
  });
}
