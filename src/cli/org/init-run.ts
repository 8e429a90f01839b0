import { during } from '../../access/progress.ts';
import type { Limits } from '../../aws/client/limits.ts';
import { checkEmail } from '../../model/email.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { auditOrganization } from '../../operations/organization/audit-organization.ts';
import {
  executeOrganization,
  type InitOrganizationResult,
  plannedOrganization,
} from '../../operations/organization/init-organization.ts';
import { prepareOrganization } from '../../operations/organization/prepare-organization.ts';
import { opsEmail } from '../../plan/diff/ops-account.ts';
import { callerView } from '../../views/init-client.ts';
import { initOrganizationJson, initOrganizationView } from '../../views/init-organization.ts';
import { stepsView } from '../../views/steps.ts';
import { askToGoOn, tellDryRun, waitOptions, withResume } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { originOf } from '../mode.ts';
import { openSession } from '../open-session.ts';
import { PartialFailure } from '../partial-failure.ts';
import { validDuration } from '../session/which-client.ts';
import { firstPerson } from './first-person.ts';
import type { OrgInitOptions } from './init-options.ts';

export async function runOrgInit(options: OrgInitOptions, context: CommandContext): Promise<void> {
  const explicit = options.opsEmail === undefined ? null : validOpsEmail(options.opsEmail);
  const timeout = validDuration('--timeout', options.timeout, 1, 86_400);
  const { terminal, globals } = context;
  const limits: Limits = { signal: context.signal, deadline: context.clock.now() + timeout * 1_000 };
  const session = await openSession(context, 'management', limits);
  const { structure } = session;
  const program = `diverst${session.repeatedOptions}`;
  const resume = resumeCommand(options, session.repeatedOptions);
  const wait = waitOptions(context, limits, resume);
  const tools = { aws: session.aws, structure, wait, progress: await terminal.progress() };
  const request = { opsEmail: explicit ?? opsEmail(structure) };

  const prepared = await during(tools.progress, 'read the organization', () =>
    prepareOrganization(request, tools),
  ).catch((error: unknown) => {
    throw withResume(error, resume);
  });
  const { manager, steps, notices } = prepared;
  const facts = {
    ...manager.caller,
    profile: session.profile,
    configFile: session.configFile,
    organizationId: manager.organization?.id ?? null,
    accounts: prepared.accountCount,
  };
  const origin = originOf(session, manager.caller.arn);
  terminal.err(callerView(facts, terminal.errPaint));
  const plan = (paint: typeof terminal.errPaint) =>
    stepsView({ title: 'plan for the organization', steps, notices, paint });
  if (options.dryRun) {
    // With --dry-run the plan is what was asked for: data, not a message.
    if (globals.json)
      terminal.out(initOrganizationJson(plannedOrganization(prepared, structure), null, origin));
    else terminal.out(plan(terminal.outPaint));
    tellDryRun(context, steps.some(({ state }) => state === 'needed') ? resume : null);
    return;
  }
  terminal.err(plan(terminal.errPaint));
  if (steps.some(({ state }) => state === 'needed') && !options.yes) {
    await askToGoOn(context, `Set up the organization of account ${manager.caller.accountId}?`);
    // The time that a person thought is not AWS's.
    limits.deadline = context.clock.now() + timeout * 1_000;
  }

  const { result, errors } = await executeOrganization(prepared, request, tools);
  const audit =
    errors.length === 0
      ? await during(tools.progress, 'audit the base', () =>
          auditOrganization(
            { only: 'base', ignores: session.ignores, since: null, program },
            { aws: session.aws, structure, wait, concurrency: 2 },
          ),
        ).then(({ report }) => report, addTo(errors))
      : null;
  const complete = errors.length === 0 && audit !== null;
  const again = `${program} org audit`;
  const people = madeOps(result) ? firstPerson({ session, caller: manager.caller, result, program }) : [];
  if (globals.json) terminal.out(initOrganizationJson(result, audit, origin));
  else {
    const next = complete ? `${program} client init NAME` : resume;
    terminal.out(
      initOrganizationView({
        result,
        audit,
        next,
        again,
        people: complete ? people : [],
        paint: terminal.outPaint,
      }),
    );
  }
  if (complete) return;
  const requested = result.changes.some(
    ({ change, status }) => change.kind === 'create-account' && status === 'in-doubt',
  );
  throw new PartialFailure(errors.map((error) => withResume(error, resume, requested)));
}

/** Whether Ops or its group is of this run: then nobody is in it yet. */
function madeOps({ changes }: InitOrganizationResult): boolean {
  return changes.some(
    ({ change, status }) =>
      status === 'applied' &&
      (change.kind === 'create-account' || (change.kind === 'create-group' && change.home === 'ops')),
  );
}

/** Keeps an error with those there are: what was done is to be told first. */
function addTo(errors: unknown[]): (error: unknown) => null {
  return (error) => {
    errors.push(error);
    return null;
  };
}

function validOpsEmail(email: string): string {
  const check = checkEmail(email);
  if (check.ok) return check.email;
  throw new Failure('usage', {
    what: `the e-mail address ${JSON.stringify(email)} ${check.problem}`,
    why: 'AWS would refuse it: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html',
    fix: ['give another address: --ops-email'],
  });
}

function resumeCommand(options: OrgInitOptions, repeated: string): string {
  const email = options.opsEmail === undefined ? '' : ` --ops-email ${shellWord(options.opsEmail)}`;
  const timeout = options.timeout === '1h' ? '' : ` --timeout ${shellWord(options.timeout)}`;
  return `diverst${repeated} org init${email}${timeout}`;
}
