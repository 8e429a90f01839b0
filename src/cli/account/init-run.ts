import { during } from '../../access/progress.ts';
import { evaluated } from '../../credentials/shells.ts';
import {
  type AccountNoun,
  type AccountRef,
  accountWords,
  emailOf,
  type NamedAccount,
} from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import {
  type AdoptionCare,
  adoptionMove,
  nothingAdopted,
  refuseDoubtful,
} from '../../operations/account/adoption.ts';
import { executeAccount, plannedResult } from '../../operations/account/init-account.ts';
import { type PreparedAccount, prepareAccount } from '../../operations/account/prepare-account.ts';
import { checkConfiguredName } from '../../operations/management.ts';
import type { Step } from '../../plan/change.ts';
import { initAccountJson, initAccountView } from '../../views/init-account.ts';
import { stepsView } from '../../views/steps.ts';
import { cannotAsk } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { givenWords } from '../globals.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { validName } from '../session/which-account.ts';
import { validEmail } from '../valid-email.ts';

/** The options of `init` as commander gives them. */
export interface InitOptions extends ChangeOptions {
  readonly email?: string;
  readonly replaceTrust?: boolean;
  readonly replaceGrant?: boolean;
}

/** @param given the name; null to ask for it */
export async function runInit(
  noun: AccountNoun,
  given: string | null,
  options: InitOptions,
  context: CommandContext,
): Promise<void> {
  const account = { noun, name: validName(noun, given ?? (await askedName(noun, context))) };
  const email = options.email === undefined ? null : validEmail('--email', options.email);
  const words = optionWords([
    ['--email', options.email],
    ['--replace-trust', options.replaceTrust],
    ['--replace-grant', options.replaceGrant],
    ['--timeout', options.timeout, defaultTimeouts.accountInit],
  ]);
  const line = `${accountWords[noun].command} init ${account.name}${words}`;
  const plan = (run: ChangeRun) => planInit(account, email, options, run);
  await planAndApply({ line, plan }, options, context);
}

async function askedName(noun: AccountNoun, { terminal, globals, signal }: CommandContext): Promise<string> {
  const { command, example } = accountWords[noun];
  if (terminal.interactive) {
    const name = await terminal.type(`Name of the new ${noun}, such as ${example}:`, signal);
    return name.trim();
  }
  const line = ['diverst', command, 'init', 'NAME', ...givenWords(globals)].map(shellWord).join(' ');
  throw new Failure('usage', {
    what: `diverst ${command} init needs the name of the ${noun}`,
    why: cannotAsk,
    fix: [`add the name: ${line}`, `see its options and examples: diverst ${command} init --help`],
  });
}

async function planInit(
  { noun, name }: AccountRef,
  explicitEmail: string | null,
  { replaceTrust = false, replaceGrant = false, yes = false }: InitOptions,
  run: ChangeRun,
): Promise<CommandPlan> {
  const kind = run.structure.kinds[noun];
  const account = { kind, name };
  checkConfiguredName(account);
  const templateEmail = validTemplateEmail(account);
  const request = { ...account, explicitEmail, templateEmail, replaceTrust, replaceGrant };
  const prepared = await during(run.progress, 'read the organization', () => prepareAccount(request, run));
  const { management, accounts, plan } = prepared;
  const { steps } = plan;
  const care = await careFor(prepared, run);
  const notices = [...plan.notices, ...care.notices];
  const refused = steps.some(({ state }) => state === 'needs-consent');
  return {
    caller: management.caller,
    organizationId: management.organization.id,
    accounts: accounts.length,
    steps,
    ...(refused ? { consent: consentsOf(steps) } : {}),
    question: refused ? null : { text: `Set up ${noun} ${name}?`, typed: null },
    json: (origin) => initAccountJson(plannedResult(prepared), origin),
    text: (paint, width) =>
      stepsView({
        title: `plan for ${noun} ${name}`,
        steps,
        notices,
        paint,
        width,
        consent,
        isWhole: run.isWhole,
      }),
    apply: async () => {
      if (yes) refuseDoubtful(care, prepared, run.wait);
      return applyInit(prepared, run);
    },
  };
}

/** The code that reads events is only loaded if an account is adopted. */
async function careFor(prepared: PreparedAccount, run: ChangeRun): Promise<AdoptionCare> {
  if (adoptionMove(prepared) === null) return nothingAdopted;
  const { adoptionCare } = await import('../../operations/account/adoption-care.ts');
  return adoptionCare(prepared, run);
}

async function applyInit(prepared: PreparedAccount, run: ChangeRun): Promise<Applied> {
  const { result, errors } = await executeAccount(prepared, run);
  const { kind, name, grant, changes } = result;
  const { command } = accountWords[kind.noun];
  const next =
    errors.length === 0
      ? [
          {
            say: `as a member of group ${grant.group} in Ops`,
            run: evaluated(
              `diverst${run.session.portableOptions} ${command} assume ${name}`,
              run.callingShell(),
            ),
          },
        ]
      : toContinue(errors, run);
  return {
    changes,
    errors,
    json: (origin) => initAccountJson(result, origin),
    text: (paint, width) => initAccountView(result, errors.length === 0, next, paint, width),
  };
}

/** The options that give consent to each step which needs it. */
function consentsOf(steps: readonly Step[]): string {
  return [...new Set(steps.filter(({ state }) => state === 'needs-consent').map(consent))].join(' ');
}

function consent({ change }: Step): string {
  return change.kind === 'grant-access' ? '--replace-grant' : '--replace-trust';
}

/** Null where there is no template. */
function validTemplateEmail({ kind, name }: NamedAccount): string | null {
  const check = emailOf(kind, name);
  if (check === null) return null;
  if (check.ok) return check.email;
  throw new Failure('usage', {
    what: `cannot make an address for ${kind.noun} ${name}: the email template ${JSON.stringify(kind.email)} ${check.problem}`,
    fix: [
      `correct ${kind.noun}.email in diverst.config.yaml`,
      `or give an address for this ${kind.noun}: add --email ADDRESS`,
    ],
  });
}
