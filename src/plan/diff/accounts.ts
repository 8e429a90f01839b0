import { type AccountKind, commandOf, emailOf, initCommand, namesKey } from '../../model/account-kind.ts';
import { checkName, isName, nameRule } from '../../model/account-name.ts';
import { removedFrom } from '../../model/closure.ts';
import type { AccountSnapshot, UnitPlace } from '../../model/organization.ts';
import { shellWord } from '../../model/shell-word.ts';
import { accountKinds } from '../../model/structure.ts';
import type { Difference } from '../difference.ts';
import { unitPathOf } from '../unit-path.ts';
import { type DiffContext, difference, isActive, isClosed, organizationPlace, whereIs } from './context.ts';
import { clientTrace, isBelowProduction } from './kind-traces.ts';
import { moveTo } from './move-to.ts';
import { opsDifferences } from './ops-account.ts';
import { renamedClientDifferences } from './renamed-clients.ts';

/** Accounts where they do not belong, not active, or under a name or address that is not theirs. */
export function accountDifferences(context: DiffContext): readonly Difference[] {
  return [
    ...opsDifferences(context),
    ...managementDifferences(context),
    ...namedDifferences(context),
    ...renamedClientDifferences(context),
    ...context.snapshot.accounts.flatMap((account) => accountDifferencesOf(account, context)),
    ...sameNames(context),
  ];
}

function managementDifferences(context: DiffContext): readonly Difference[] {
  const { management, snapshot } = context;
  if (management === null || management.parentId === snapshot.rootId) return [];
  return [
    difference({
      check: 'management-misplaced',
      subject: management.name,
      place: context.placeOf(management),
      message: `the management account is in ${whereIs(context, management)}`,
      expected: 'the root',
      actual: whereIs(context, management),
      repair: [moveTo(management, 'the root', context)],
    }),
  ];
}

/** Accounts that the configuration names: that they exist, in the OU of their kind. */
function namedDifferences(context: DiffContext): readonly Difference[] {
  return accountKinds(context.structure).flatMap((kind) =>
    (kind.names ?? []).flatMap((name) => namedDifference(kind, name, context)),
  );
}

function namedDifference(kind: AccountKind, name: string, context: DiffContext): readonly Difference[] {
  const { structure, units, kinds } = context;
  const path = unitPathOf(kind, structure);
  const isUsed = kinds.some((one) => one.kind === kind) && isName(name);
  const found = context.named.filter((account) => account.name === name && !isClosed(account));
  if (found.length === 0) {
    return [
      difference({
        check: 'environment-missing',
        subject: name,
        place: organizationPlace(context),
        message: `the account ${name} does not exist`,
        expected: `an account ${name} in ${path}`,
        actual: 'none',
        fix: isUsed
          ? [
              `create the account: ${initCommand({ kind, name })}`,
              `or correct ${namesKey(kind)} in diverst.config.yaml`,
            ]
          : [`create the account, or correct ${namesKey(kind)} in diverst.config.yaml`],
      }),
    ];
  }
  return found
    .filter((account) => account.parentId !== units[kind.unit]?.id)
    .map((account) =>
      difference({
        check: 'environment-misplaced',
        subject: context.labelOf(account),
        place: context.placeOf(account),
        message: `the ${kind.noun} account ${account.name} (${account.id}) is in ${whereIs(context, account)}`,
        expected: path,
        actual: whereIs(context, account),
        // A client’s account that was renamed does not belong there.
        // Out of Production it is moved only when it is named: what is there is taken for a client's.
        repair:
          clientTrace(account, context) === null
            ? [{ ...moveTo(account, path, context), consent: isUsed && isBelowProduction(account, context) }]
            : [],
        fix:
          clientTrace(account, context) === null
            ? []
            : [
                `fix client-renamed:${context.labelOf(account)} first: by its roles or grants, the account is a client account`,
              ],
      }),
    );
}

function accountDifferencesOf(account: AccountSnapshot, context: DiffContext): readonly Difference[] {
  const { management, ops, named, structure, units } = context;
  if (isClosed(account) && account.state === 'CLOSED') return [];
  const found: Difference[] = [];
  const add = (parts: Pick<Difference, 'check' | 'message'> & Partial<Difference>) =>
    found.push(difference({ subject: context.labelOf(account), place: context.placeOf(account), ...parts }));
  if (!isActive(account) && account !== ops) {
    add({
      check: 'account-inactive',
      expected: 'ACTIVE',
      actual: account.state,
      ...(isClosed(account)
        ? closingWords(account, context, context.ownerOf(account)?.kind ?? structure.kinds.client)
        : {
            message: `the account ${account.name} (${account.id}) is ${account.state}`,
            fix: ['check the account in the AWS Organizations console'],
          }),
    });
  }
  const owner = context.ownerOf(account);
  const isClosing = isClosed(account);
  if (owner !== null && !isClosing) {
    const { kind, name } = owner;
    // Where an account belongs that the configuration names is compared with the name.
    if (kind.names === null && account.parentId !== units[kind.unit]?.id) {
      const path = unitPathOf(kind, structure);
      add({
        check: 'client-misplaced',
        message: `the account of ${kind.noun} ${name} (${account.id}) is in ${whereIs(context, account)}`,
        expected: path,
        actual: whereIs(context, account),
        repair: [moveTo(account, path, context)],
      });
    }
    const email = emailOf(kind, name);
    if (email?.ok && email.email !== account.email.toLowerCase()) {
      add({
        check: 'account-email',
        message: `the email address of ${account.name} (${account.id}) does not match the template`,
        expected: email.email,
        actual: account.email,
        fix: [
          'change the email address as the root user of the account',
          'or ignore the finding with a reason, under audit.ignore in diverst.config.yaml',
        ],
      });
    }
  }
  if ([management, ops, owner?.account].includes(account) || named.includes(account) || isClosing)
    return found;
  const placement = placementOf(account, context);
  if (placement !== null) add(placement);
  return found;
}

/** AWS says neither when the closing began nor when it ends; it takes hours at the most. */
function closingWords(
  { name, id }: AccountSnapshot,
  { known: { now } }: DiffContext,
  kind: AccountKind,
): Pick<Difference, 'message' | 'evidence' | 'fix'> {
  const day = now === undefined ? '90 days after that' : `from about ${removedFrom(now)} on`;
  return {
    message: `the account ${name} (${id}) is being closed; until AWS has closed it, its roles and users work`,
    evidence: [`AWS removes the account ${day}`],
    fix: [
      `do nothing if this is intended; see when the account was closed: ${commandOf(kind)} list --closed`,
      'check the account in the AWS Organizations console if this is not intended: perhaps you can reopen it',
    ],
  };
}

function placementOf(
  account: AccountSnapshot,
  context: DiffContext,
): (Pick<Difference, 'check' | 'message'> & Partial<Difference>) | null {
  const { snapshot, units } = context;
  const where = whereIs(context, account);
  const is = (unit: UnitPlace | null) => unit !== null && account.parentId === unit.id;
  const move = moveFix(account, context);
  if (is(units.environments)) return null;
  if (is(units.production)) {
    const check = checkName(account.name);
    const near = !check.ok && check.suggestion !== undefined ? [`a valid name: ${check.suggestion}`] : [];
    return {
      check: 'client-name',
      message: `the account ${JSON.stringify(account.name)} (${account.id}) is in Production and does not have a client name`,
      expected: nameRule('a client'),
      actual: account.name,
      evidence: near,
      fix: ['rename the account in its own settings', `or, if the account is not a client, ${move}`],
    };
  }
  if (account.parentId === snapshot.rootId || is(units.users)) {
    return {
      check: 'account-misplaced',
      message: `the account ${account.name} (${account.id}) is in ${where}`,
      expected: 'an OU for its purpose',
      actual: where,
      fix: [...initFix(account, context), `if the account is not a client, ${move}`],
    };
  }
  return {
    check: 'account-unknown-unit',
    message: `the account ${account.name} (${account.id}) is in ${where}, which is not part of the structure`,
    expected: 'an OU of the structure',
    actual: where,
    fix: [move, 'or ignore the finding with a reason, under audit.ignore in diverst.config.yaml'],
  };
}

/** How an account that is no client’s gets to a place in the structure. */
function moveFix({ id, parentId }: AccountSnapshot, { units, structure }: DiffContext): string {
  const to = structure.units.environments;
  if (units.environments === null) return `create the OU ${to} first, then move the account to that OU`;
  return `move the account to the OU ${to}: aws organizations move-account --account-id ${id} --source-parent-id ${parentId} --destination-parent-id ${units.environments.id}`;
}

/** How it becomes a client’s: by its own name and address. */
function initFix({ name, email }: AccountSnapshot, { structure }: DiffContext): readonly string[] {
  const kind = structure.kinds.client;
  if (!checkName(name).ok)
    return ['if the account is a new client, give the account a client name in its account settings'];
  const known = emailOf(kind, name);
  const isKnown = known?.ok && known.email === email.toLowerCase();
  const address = isKnown ? '' : ` --email ${shellWord(email)}`;
  return [`if the account is a new client, set the client up: ${initCommand({ kind, name })}${address}`];
}

/** Active ones; a closed account keeps its name. */
function sameNames(context: DiffContext): readonly Difference[] {
  const named = new Map<string, AccountSnapshot[]>();
  for (const account of context.snapshot.accounts) {
    if (isClosed(account)) continue;
    const key = account.name.toLowerCase();
    named.set(key, [...(named.get(key) ?? []), account]);
  }
  return [...named].flatMap(([name, accounts]) =>
    accounts.length < 2
      ? []
      : [
          difference({
            check: 'account-name-duplicate',
            subject: name,
            place: organizationPlace(context),
            message: `${accounts.length} accounts have the name ${accounts[0]?.name ?? name}`,
            expected: 'one account with this name',
            actual: accounts.map(({ id }) => id).join(', '),
            evidence: accounts.map(
              (account) =>
                `${account.name} (${account.id}) <${account.email}> in ${whereIs(context, account)}`,
            ),
            fix: [
              'rename one of the accounts in its own settings: https://console.aws.amazon.com/billing/home#/account',
            ],
          }),
        ],
  );
}
