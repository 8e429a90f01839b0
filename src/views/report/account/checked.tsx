import { catalog } from '../../../audit/catalog.ts';
import type { AccountNoun } from '../../../model/account-kind.ts';
import type { CheckId } from '../../../model/checks.ts';
import { type CheckScope, scopesOfOne } from '../../../report/check-scopes.ts';
import type { CheckedRow, CheckOutcome } from '../../../report/checked.ts';
import { inWordsOf } from '../../audit/words.ts';
import type { Tone } from '../parts/badge.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Mark } from '../parts/severity.tsx';

const outcomes: Readonly<Record<CheckOutcome, readonly [Tone, string]>> = {
  passed: ['good', 'passed'],
  found: ['high', 'found'],
  accepted: ['medium', 'accepted'],
  'not-read': ['medium', 'not read'],
  'not-wanted': ['plain', 'not configured'],
};

const headings: Readonly<Record<CheckScope, string>> = {
  account: 'In the account',
  people: 'The people and admins who have access',
  organization: 'What protects all accounts',
  others: '',
};

/** Every check that concerns the account, with its result. */
export function CheckedView({ rows, noun }: { rows: readonly CheckedRow[]; noun: AccountNoun }) {
  return (
    <>
      {scopesOfOne.map((scope) => (
        <>
          <h3>{headings[scope]}</h3>
          <DataTable
            caption={headings[scope]}
            columns={['What must hold', 'Outcome', 'Check'].map((title) => ({ title }))}
            rows={rows
              .filter((row) => row.scope === scope)
              .map(({ check, outcome }) => [
                inWordsOf(noun, holdsOf(check)),
                <Mark key="outcome" tone={outcomes[outcome][0]} word={outcomes[outcome][1]} />,
                <code key="check" class="unbroken">
                  {check}
                </code>,
              ])}
          />
        </>
      ))}
    </>
  );
}

function holdsOf(check: CheckId): string {
  return catalog[check].holds;
}

/** `61 of 64 passed`, for the navigation. */
export function checkedNote(rows: readonly CheckedRow[]): string {
  const wanted = rows.filter(({ outcome }) => outcome !== 'not-wanted');
  return `${wanted.filter(({ outcome }) => outcome === 'passed').length} of ${wanted.length} passed`;
}
