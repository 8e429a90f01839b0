import type { Limits } from '../../aws/client/limits.ts';
import { type CheckId, checkIds } from '../../model/checks.ts';
import { nearestNames } from '../../model/client-name.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { defaultWriters, type RepairTools } from '../../operations/organization/apply-repair.ts';
import {
  executeRepair,
  type PreparedRepair,
  plannedRepair,
  prepareRepair,
} from '../../operations/organization/repair-organization.ts';
import { isSevere } from '../../plan/changes/table.ts';
import type { OrganizationStep } from '../../plan/order.ts';
import type { FindingSelector } from '../../plan/repair-plan.ts';
import { callerView } from '../../views/init-client.ts';
import { repairJson, repairView } from '../../views/repair-organization.ts';
import { stepsView } from '../../views/steps.ts';
import { askToGoOn, askToType, tellDryRun, waitOptions, withResume } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { ExitError } from '../exit-error.ts';
import { originOf } from '../mode.ts';
import { tell } from '../notices.ts';
import { openSession } from '../open-session.ts';
import { PartialFailure } from '../partial-failure.ts';
import { validDuration } from '../session/which-client.ts';
import { defaultConcurrency } from './audit-options.ts';
import { progressText } from './audit-session.ts';
import type { OrgRepairOptions } from './repair-options.ts';

export async function runOrgRepair(options: OrgRepairOptions, context: CommandContext): Promise<void> {
  const only = (options.only ?? []).map(validSelector);
  const timeout = validDuration('--timeout', options.timeout, 1, 86_400);
  const { terminal, globals } = context;
  const limits: Limits = { signal: context.signal, deadline: context.clock.now() + timeout * 1_000 };
  const session = await openSession(context, 'management', limits);
  const { structure, ignores } = session;
  const resume = resumeCommand(options, session.repeatedOptions);
  const tools: RepairTools = {
    aws: session.aws,
    structure,
    wait: waitOptions(context, limits, resume),
    progress: await terminal.progress(),
    readers: defaultConcurrency,
    writers: defaultWriters,
    // Where each word is a line, a line for each account is too much.
    ...(terminal.animated ? { told: (task, state) => task.update(progressText(state)) } : {}),
  };
  const program = `diverst${session.repeatedOptions}`;
  const request = { only, ignores, program };
  const prepared = await prepareRepair(request, tools).catch((error: unknown) => {
    throw withResume(error, resume);
  });
  const { audit, steps, notices } = prepared;
  const { caller, organization } = audit.reading.management;
  const origin = originOf(session, caller.arn);
  terminal.err(
    callerView(
      {
        ...caller,
        profile: session.profile,
        configFile: session.configFile,
        organizationId: organization.id,
        accounts: audit.report.counts.accounts,
      },
      terminal.errPaint,
    ),
  );
  const auditCommand = `${program} org audit`;
  const plan = (paint: typeof terminal.errPaint) =>
    stepsView({ title: `plan for organization ${organization.id}`, steps, notices, paint, consent });
  if (options.dryRun) {
    if (globals.json) terminal.out(repairJson(plannedRepair(prepared), origin));
    else terminal.out(plan(terminal.outPaint));
    tellDryRun(context, steps.some(({ state }) => state === 'needed') ? resume : null);
    // With --only, whatever was not asked for is left as a matter of course.
    if (only.length === 0) tellLeft(context, prepared, auditCommand);
    return;
  }
  terminal.err(plan(terminal.errPaint));
  const needed = steps.filter(({ state }) => state === 'needed');
  if (needed.length > 0 && !options.yes) {
    await ask(context, needed, organization.id);
    // The time that a person thought is not AWS's.
    limits.deadline = context.clock.now() + timeout * 1_000;
  }
  const { result, errors } = await executeRepair(prepared, request, tools);
  if (globals.json) terminal.out(repairJson(result, origin));
  else {
    terminal.out(
      repairView({
        result,
        complete: errors.length === 0,
        next: errors.length === 0 ? auditCommand : resume,
        paint: terminal.outPaint,
      }),
    );
  }
  if (errors.length === 0) {
    if (result.unseen.length > 0) throw new ExitError(3, notSeen(result.unseen, resume));
    return;
  }
  const requested = result.changes.some(
    ({ change, status }) => change.kind === 'create-account' && status === 'in-doubt',
  );
  throw new PartialFailure(errors.map((error) => withResume(error, resume, requested)));
}

/** Nothing failed, and yet the organization may not be as it should: as an audit that could not look everywhere. */
function notSeen(names: readonly string[], resume: string): Failure {
  return new Failure('failed', {
    what: `not everything could be audited: ${names.join(', ')}`,
    why: 'What is wrong there was not repaired, or it is not known whether it was.',
    fix: ['see why: diverst org audit', `then go on: ${resume}`],
  });
}

/** What the plan does not touch, because a person has to decide. */
function tellLeft(context: CommandContext, { audit, steps }: PreparedRepair, auditCommand: string): void {
  const planned = new Set(steps.flatMap(({ mends }) => mends));
  const left = audit.report.findings.filter(({ id }) => !planned.has(id));
  if (left.length === 0) return;
  const findings = left.length === 1 ? '1 finding is' : `${left.length} findings are`;
  tell(context.terminal, `${findings} not part of this plan; to see why: ${auditCommand}`);
  for (const { id, severity } of left) tell(context.terminal, `  ${severity.padEnd('medium'.length)}  ${id}`);
}

/** What takes away a way in is not agreed to by a key pressed too early. */
function ask(
  context: CommandContext,
  needed: readonly OrganizationStep[],
  organizationId: string,
): Promise<void> {
  const severe = needed.filter(({ change }) => isSevere(change)).length;
  if (severe === 0)
    return askToGoOn(context, `Make ${changes(needed.length)} in organization ${organizationId}?`);
  return askToType(
    context,
    `${severe} of ${changes(needed.length)} ${severe === 1 ? 'removes' : 'remove'} access or ${severe === 1 ? 'overwrites' : 'overwrite'} something that diverst did not create. Type ${organizationId} to continue:`,
    organizationId,
  );
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}

/** How a step is asked for that is only done when it is named. */
function consent({ mends }: OrganizationStep): string {
  return `--only ${shellWord(mends[0] ?? '')}`;
}

/** @throws Failure of kind `usage` for a check that does not exist */
function validSelector(text: string): FindingSelector {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const subject = colon === -1 ? null : text.slice(colon + 1);
  const check: CheckId | undefined = checkIds.find((id) => id === name);
  if (check !== undefined && subject !== '') return { check, subject };
  const near = nearestNames(name, checkIds);
  throw new Failure('usage', {
    what:
      check === undefined
        ? `there is no check ${JSON.stringify(name)}`
        : `--only ${text} names no subject after the colon`,
    fix: [
      ...(check === undefined && near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      check === undefined ? 'list them: diverst org checks' : `for all of the check: --only ${check}`,
    ],
  });
}

function resumeCommand(options: OrgRepairOptions, repeated: string): string {
  const only = (options.only ?? []).map((one) => ` --only ${shellWord(one)}`).join('');
  const timeout = options.timeout === '1h' ? '' : ` --timeout ${shellWord(options.timeout)}`;
  return `diverst${repeated} org repair${only}${timeout}`;
}
