import type { Finding } from '../../audit/finding.ts';
import { nearestNames } from '../../model/account-name.ts';
import { type CheckId, checkIds } from '../../model/checks.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { defaultWriters, type RepairTools } from '../../operations/organization/apply-repair.ts';
import { prepareGuardrailsOn } from '../../operations/organization/guardrails-on.ts';
import {
  executeRepair,
  type PreparedRepair,
  plannedRepair,
  prepareRepair,
  type RepairRequest,
} from '../../operations/organization/repair-organization.ts';
import { isSevere } from '../../plan/changes/table.ts';
import type { OrganizationStep } from '../../plan/order.ts';
import type { FindingSelector } from '../../plan/repair-plan.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { NextCommand } from '../../views/next-commands.ts';
import { plural } from '../../views/plural.ts';
import { leftOutLines, repairJson, repairView } from '../../views/repair-organization.ts';
import { stepsView } from '../../views/steps.ts';
import { ExitError } from '../command-errors.ts';
import type { Question } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { defaultConcurrency, defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { progressText } from './audit-session.ts';

/** The options of `org repair` as commander gives them. */
export interface OrgRepairOptions extends ChangeOptions {
  readonly only?: readonly string[];
  readonly guardrailsOn?: string;
}

export async function runOrgRepair(options: OrgRepairOptions, context: CommandContext): Promise<void> {
  const only = (options.only ?? []).map(validSelector);
  const { guardrailsOn } = options;
  if (guardrailsOn !== undefined && only.length > 0) {
    throw new Failure('usage', {
      what: '--guardrails-on and --only do not go together',
      why: '--guardrails-on attaches the guardrails to one account and repairs nothing else.',
      fix: ['leave one of them out'],
    });
  }
  const words = optionWords([
    ['--only', options.only],
    ['--guardrails-on', guardrailsOn],
    ['--timeout', options.timeout, defaultTimeouts.orgRepair],
  ]);
  const unattended = options.yes === true;
  const asked = { only, guardrailsOn: guardrailsOn ?? null, unattended };
  const plan = (run: ChangeRun) => planOrgRepair(asked, run, context.terminal);
  await planAndApply({ line: `org repair${words}`, plan }, options, context);
}

interface Asked {
  readonly only: readonly FindingSelector[];
  /** The client or environment that guardrails are attached to; null where findings are repaired. */
  readonly guardrailsOn: string | null;
  readonly unattended: boolean;
}

async function planOrgRepair(
  { only, guardrailsOn, unattended }: Asked,
  run: ChangeRun,
  { animated }: Terminal,
): Promise<CommandPlan> {
  const { session, program } = run;
  const request: RepairRequest = { only, ignores: session.ignores, program, unattended };
  const tools: RepairTools = {
    ...run,
    readers: defaultConcurrency,
    writers: defaultWriters,
    // Without animation each update is a line, and a line for each account is too much.
    ...(animated ? { onProgress: (task, state) => task.update(progressText(state)) } : {}),
  };
  const prepared =
    guardrailsOn === null
      ? await prepareRepair(request, tools)
      : await prepareGuardrailsOn(guardrailsOn, request, tools);
  const { audit, steps, notices } = prepared;
  const { caller, organization } = audit.reading.management;
  const title = `plan for organization ${organization.id}`;
  return {
    caller,
    organizationId: organization.id,
    accounts: audit.report.counts.accounts,
    steps,
    question: questionOf(steps, organization.id),
    // With --only, whatever was not asked for is left as a matter of course.
    remarks: (width) =>
      only.length === 0 && guardrailsOn === null
        ? leftOutLines(leftOut(prepared), auditCommand(request), width)
        : [],
    json: (origin) => repairJson(plannedRepair(prepared), origin),
    text: (paint, width) => stepsView({ title, steps, notices, paint, width, consent, isWhole: run.isWhole }),
    apply: () => applyOrgRepair(prepared, guardrailsOn, request, tools),
  };
}

async function applyOrgRepair(
  prepared: PreparedRepair,
  guardrailsOn: string | null,
  request: RepairRequest,
  tools: RepairTools,
): Promise<Applied> {
  const { result, errors } = await executeRepair(prepared, request, tools);
  const { resume } = tools.wait;
  const complete = errors.length === 0;
  const isSeen = result.unseen.length === 0;
  // What could not be audited is named below, with the commands that follow.
  const next = complete ? (isSeen ? [nextCommand(guardrailsOn, request)] : []) : toContinue(errors, tools);
  return {
    changes: result.changes,
    errors,
    exit: isSeen ? undefined : new ExitError(3, notSeen(result.unseen, auditCommand(request), resume)),
    json: (origin) => repairJson(result, origin),
    text: (paint, width) => repairView({ result, complete, next, guardrailsOn, paint, width }),
  };
}

/** Nothing failed, and yet the organization can have faults: the audit could not read all of it. */
function notSeen(names: readonly string[], audit: string, resume: string): Failure {
  return new Failure('failed', {
    what: `diverst could not audit everything: ${names.join(', ')}`,
    why: 'Faults there were not repaired, or diverst cannot verify that they were.',
    fix: [`see why: ${audit}`, `then continue: ${resume}`],
  });
}

/** Findings that no change of the plan fixes. */
function leftOut({ audit, steps }: PreparedRepair): readonly Finding[] {
  const planned = new Set(steps.flatMap(({ fixes }) => fixes));
  return audit.report.findings.filter(({ id }) => !planned.has(id));
}

/** Once the guardrails are tried in one account, they are attached to the others. */
function nextCommand(guardrailsOn: string | null, request: RepairRequest): NextCommand {
  return guardrailsOn === null
    ? { say: 'to see what is left', run: auditCommand(request) }
    : {
        say: 'to see the plan that attaches guardrails to the other accounts',
        run: `${request.program} org repair --dry-run`,
      };
}

function auditCommand({ program }: RepairRequest): string {
  return `${program} org audit`;
}

/** To remove access, a person types the ID of the organization: a key that is pressed too early is not enough. */
function questionOf(steps: readonly OrganizationStep[], organizationId: string): Question {
  const needed = steps.filter(({ state }) => state === 'needed');
  const severe = needed.filter(({ change }) => isSevere(change)).length;
  if (severe === 0)
    return {
      text: `Apply ${plural(needed.length, 'change')} in organization ${organizationId}?`,
      typed: null,
    };
  return {
    text: `${severe} of ${plural(needed.length, 'change')} ${severe === 1 ? 'removes' : 'remove'} access or ${severe === 1 ? 'overwrites' : 'overwrite'} something that diverst did not create. Type ${organizationId} to continue:`,
    typed: organizationId,
  };
}

/** The option that asks for a step which is only done if it is named. */
function consent({ fixes }: OrganizationStep): string {
  return `--only ${shellWord(fixes[0] ?? '')}`;
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
        ? `cannot repair ${JSON.stringify(name)}: there is no such check`
        : `cannot repair --only ${text}: the subject after the colon is missing`,
    fix: [
      ...(check === undefined && near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      check === undefined
        ? 'list the checks: diverst org checks'
        : `for every finding of the check, use --only ${check}`,
    ],
  });
}
