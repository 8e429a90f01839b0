import { pathOf, type UnitPlace } from '../../model/organization.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Difference } from '../difference.ts';
import { type DiffContext, difference, organizationPlace } from './context.ts';

/** OUs that are missing, misplaced, there twice, or that nobody knows of. */
export function unitDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure, units } = context;
  const place = organizationPlace(context);
  const { users, environments, production } = structure.units;
  const wanted = [
    { path: [users], unit: units.users },
    { path: [environments], unit: units.environments },
    { path: [environments, production], unit: units.production },
  ];
  const found: Difference[] = [];
  const reported = new Set<UnitPlace | null>(wanted.map(({ unit }) => unit));
  const nameOf = (unit: UnitPlace) => pathOf(snapshot, unit.id);

  if (snapshot.featureSet !== 'ALL') {
    found.push(
      difference({
        check: 'organization-features',
        subject: snapshot.id,
        place,
        message: `the organization has only the feature set ${snapshot.featureSet}`,
        expected: 'ALL',
        actual: snapshot.featureSet,
        fix: ['enable all features: https://console.aws.amazon.com/organizations/v2/home/settings'],
      }),
    );
  }
  for (const { path, unit } of wanted) {
    const name = path.at(-1) ?? '';
    const elsewhere = snapshot.units.filter(
      (other) => !reported.has(other) && other.name.toLowerCase() === name.toLowerCase(),
    );
    const text = path.join('/');
    if (unit === null) {
      found.push(
        difference({
          check: 'unit-missing',
          subject: text,
          place,
          message: `the OU ${text} does not exist`,
          expected: text,
          actual: 'none',
          repair: [{ change: { kind: 'create-unit', path }, consent: false }],
        }),
      );
    }
    for (const other of elsewhere) {
      reported.add(other);
      const first = emptying(context, other, { text, unit });
      found.push(
        difference({
          check: unit === null ? 'unit-misplaced' : 'unit-duplicate',
          subject: nameOf(other),
          place,
          message:
            unit === null
              ? `the OU ${nameOf(other)} is under the wrong parent`
              : `the OU ${nameOf(other)} has the same name as the OU ${text}`,
          expected: text,
          actual: nameOf(other),
          evidence: heldBy(context, other),
          fix: [
            ...first,
            `${first.length === 0 ? '' : 'then '}delete the OU: aws organizations delete-organizational-unit --organizational-unit-id ${other.id}`,
          ],
        }),
      );
    }
  }
  for (const unit of snapshot.units) {
    if (reported.has(unit)) continue;
    found.push(
      difference({
        check: 'unit-extra',
        subject: nameOf(unit),
        place,
        message: `the OU ${nameOf(unit)} is not part of the structure`,
        expected: 'no such OU',
        actual: nameOf(unit),
        evidence: heldBy(context, unit),
        fix: [
          `delete the OU if it is empty: aws organizations delete-organizational-unit --organizational-unit-id ${unit.id}`,
        ],
      }),
    );
  }
  return found;
}

function emptying(
  { snapshot }: DiffContext,
  from: UnitPlace,
  to: { readonly text: string; readonly unit: UnitPlace | null },
): readonly string[] {
  if (snapshot.accounts.every(({ parentId }) => parentId !== from.id)) return [];
  if (to.unit === null)
    return [
      `create the OU ${to.text}: diverst org repair --only ${shellWord(`unit-missing:${to.text}`)}`,
      `run the audit again, which then shows the command that moves the accounts to ${to.text}`,
    ];
  return movingAll(from, { text: to.text, id: to.unit.id });
}

/**
 * One command for all accounts of an OU, whose ids it reads; PowerShell and cmd have no such command in common.
 * @param platform as `process.platform` names it
 */
export function movingAll(
  from: { readonly id: string },
  to: { readonly text: string; readonly id: string },
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const list = `aws organizations list-accounts-for-parent --parent-id ${from.id}`;
  const move = `aws organizations move-account --source-parent-id ${from.id} --destination-parent-id ${to.id} --account-id`;
  if (platform === 'win32')
    return [
      `list the accounts of the OU: ${list} --query "Accounts[].Id" --output text`,
      `move each of them to ${to.text}: ${move} ACCOUNT_ID`,
    ];
  return [
    `move the accounts to ${to.text}: ${list} --query 'Accounts[].Id' --output text | xargs -n 1 ${move}`,
  ];
}

function heldBy({ snapshot, labelOf }: DiffContext, unit: UnitPlace): readonly string[] {
  const accounts = snapshot.accounts.filter(({ parentId }) => parentId === unit.id).map(labelOf);
  const below = snapshot.units.filter(({ parentId }) => parentId === unit.id).map(({ name }) => name);
  return [
    accounts.length === 0 ? 'the OU contains no account' : `the OU contains ${accounts.join(', ')}`,
    ...(below.length === 0 ? [] : [`the OU contains the OUs ${below.join(', ')}`]),
  ];
}
