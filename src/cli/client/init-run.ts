import { during } from '../../access/progress.ts';
import type { Limits } from '../../aws/client/limits.ts';
import { checkEmail, emailFromTemplate } from '../../model/email.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { executeClient, plannedResult } from '../../operations/client/init-client.ts';
import { prepareClient } from '../../operations/client/prepare-client.ts';
import { callerView, initClientJson, initClientView, planView } from '../../views/init-client.ts';
import { askToGoOn, tellDryRun, waitOptions, withResume } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { originOf } from '../mode.ts';
import { openSession } from '../open-session.ts';
import { PartialFailure } from '../partial-failure.ts';
import { validClient, validDuration } from '../session/which-client.ts';
import type { ClientInitOptions } from './init-options.ts';

export async function runClientInit(
  name: string,
  options: ClientInitOptions,
  context: CommandContext,
): Promise<void> {
  const client = validClient(name);
  const explicitEmail = options.email === undefined ? null : validEmail(options.email);
  const timeout = validDuration('--timeout', options.timeout, 1, 86_400);
  const { terminal, globals } = context;
  const limits: Limits = { signal: context.signal, deadline: context.clock.now() + timeout * 1_000 };
  const session = await openSession(context, 'management', limits);
  const template = session.structure.client.email;
  const templateEmail = template === null ? null : validTemplateEmail(template, client);
  const resume = resumeCommand(client, options, session.repeatedOptions);
  const wait = waitOptions(context, limits, resume);
  const tools = {
    aws: session.aws,
    structure: session.structure,
    wait,
    progress: await terminal.progress(),
  };

  const request = {
    client,
    explicitEmail,
    templateEmail,
    replaceTrust: options.replaceTrust === true,
    replaceGrant: options.replaceGrant === true,
  };
  const prepared = await during(tools.progress, 'read the organization', () =>
    prepareClient(request, tools),
  ).catch((error: unknown) => {
    throw withResume(error, resume);
  });
  const { plan, management } = prepared;
  const facts = {
    ...management.caller,
    profile: session.profile,
    configFile: session.configFile,
    organizationId: management.organization.id,
    accounts: prepared.accountCount,
  };
  const origin = originOf(session, management.caller.arn);
  terminal.err(callerView(facts, terminal.errPaint));
  if (options.dryRun) {
    // With --dry-run the plan is what was asked for: data, not a message.
    if (globals.json) terminal.out(initClientJson(plannedResult(prepared), origin));
    else terminal.out(planView(client, plan.steps, plan.notices, terminal.outPaint));
    tellDryRun(context, plan.steps.some(({ state }) => state === 'needed') ? resume : null);
    return;
  }
  terminal.err(planView(client, plan.steps, plan.notices, terminal.errPaint));
  const pending = plan.steps.some(({ state }) => state === 'needed');
  const blocked = plan.steps.some(({ state }) => state === 'needs-consent');
  if (pending && !blocked && !options.yes) {
    await askToGoOn(context, `Set up client ${client}?`);
    // The time that a person thought is not AWS's.
    limits.deadline = context.clock.now() + timeout * 1_000;
  }

  const { result, errors } = await executeClient(prepared, tools);
  const complete = errors.length === 0;
  const next = complete
    ? `eval "$(diverst${session.sharedOptions} client assume ${client})"   (as a member of group ${result.grant.group} in Ops)`
    : resume;
  if (globals.json) terminal.out(initClientJson(result, origin));
  else terminal.out(initClientView(result, next, terminal.outPaint));
  if (complete) return;
  const requested = result.changes.some(
    ({ change, status }) => change.kind === 'create-account' && status === 'in-doubt',
  );
  throw new PartialFailure(errors.map((error) => withResume(error, resume, requested)));
}

function validEmail(email: string): string {
  const check = checkEmail(email);
  if (check.ok) return check.email;
  throw new Failure('usage', {
    what: `the e-mail address ${JSON.stringify(email)} ${check.problem}`,
    why: 'AWS would refuse it: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html',
    fix: ['give another address: --email'],
  });
}

function validTemplateEmail(template: string, client: string): string {
  const check = emailFromTemplate(template, client);
  if (check.ok) return check.email;
  throw new Failure('usage', {
    what: `the e-mail template ${JSON.stringify(template)} ${check.problem} for client ${client}`,
    fix: ['correct client.email in diverst.config.yaml', 'or give an address for this client: --email'],
  });
}

function resumeCommand(client: string, options: ClientInitOptions, repeated: string): string {
  const email = options.email === undefined ? '' : ` --email ${shellWord(options.email)}`;
  const trust = options.replaceTrust ? ' --replace-trust' : '';
  const grant = options.replaceGrant ? ' --replace-grant' : '';
  const timeout = options.timeout === '15m' ? '' : ` --timeout ${shellWord(options.timeout)}`;
  return `diverst${repeated} client init ${client}${email}${trust}${grant}${timeout}`;
}
