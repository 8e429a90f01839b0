import { catalog } from '../../../audit/catalog.ts';
import { isCheck } from '../../../model/checks.ts';
import type { AccountReport } from '../../../report/account-report.ts';
import { scopeOf } from '../../../report/check-scopes.ts';
import { leftOut } from '../../../report/discretion.ts';
import type { ToldFinding } from '../../../report/told-findings.ts';
import { comparison } from '../../audit/compare.ts';
import { titleOf } from '../../audit/words.ts';
import { escapeName } from '../../escape.ts';
import { plural } from '../../plural.ts';
import { Badge } from '../parts/badge.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { type Fact, Facts } from '../parts/facts.tsx';
import { Code } from '../parts/name.tsx';
import { Mark } from '../parts/severity.tsx';

/** What the audit found, what the configuration accepts, and what was fixed. */
export function ToldFindings({ report: { findings, fixed } }: { report: AccountReport }) {
  const open = findings.filter(({ accepted }) => accepted === null);
  const accepted = findings.filter((finding) => finding.accepted !== null);
  return (
    <>
      <h3>Found</h3>
      {open.length === 0 ? (
        <Empty>The audit found nothing that concerns this account.</Empty>
      ) : (
        <Cards of={open} />
      )}
      {accepted.length > 0 && (
        <>
          <h3>Accepted by the configuration until a date</h3>
          <Cards of={accepted} />
        </>
      )}
      <h3>Fixed</h3>
      {fixed === null ? (
        <Empty>diverst had no earlier audit to compare with, so it does not know what was fixed.</Empty>
      ) : fixed.length === 0 ? (
        <Empty>No finding of the earlier audit is known to be fixed.</Empty>
      ) : (
        <DataTable
          caption={`${plural(fixed.length, 'finding')} of an earlier audit that ${fixed.length === 1 ? 'is' : 'are'} fixed`}
          isCaptionShown
          columns={['Finding', 'What it was'].map((title) => ({ title }))}
          rows={fixed.map(({ check, id }) => [
            <Code key="id">{id ?? `${check}: ${leftOut}`}</Code>,
            titleOfCheck(check),
          ])}
        />
      )}
    </>
  );
}

/** Of a report that another version of this program wrote, the check may be one that is no more. */
function titleOfCheck(check: string): string {
  return isCheck(check) ? catalog[check].title : '';
}

function Cards({ of: findings }: { of: readonly ToldFinding[] }) {
  return (
    <>
      {findings.map((finding, index) => (
        <article key={index} class={`finding ${finding.severity}`}>
          <details open>
            <summary>
              <span class="finding-head">
                <Mark tone={finding.severity} />
                <span class="where">{whereOf(finding)}</span>
                {finding.age !== null && <Badge>{finding.age}</Badge>}
              </span>
              <h4>{escapeName(finding.message ?? titleOf(finding))}</h4>
            </summary>
            <Facts facts={factsOf(finding)} />
          </details>
        </article>
      ))}
    </>
  );
}

function whereOf({ place, check }: ToldFinding): string {
  switch (place.kind) {
    case 'ops':
      return 'Ops, where people sign in';
    case 'management':
      return 'management account';
    case 'organization':
      return 'organization';
    default:
      return scopeOf(check) === 'account' ? 'this account' : '';
  }
}

const labels = { expected: 'Expected', actual: 'Actual', same: 'Same in both' } as const;

function factsOf(finding: ToldFinding): readonly Fact[] {
  const { expected, actual, evidence, id, check, isShortened, accepted } = finding;
  return [
    ...(accepted === null
      ? []
      : [
          [
            'Accepted',
            `until ${accepted.expires}: ${accepted.reason === null ? '(the reason names another account)' : escapeName(accepted.reason)}`,
          ] as const,
        ]),
    ...comparison(expected, actual).map(
      ([label, text]): Fact => [labels[label], <Code key="text">{text}</Code>],
    ),
    ...evidence.map((line): Fact => ['Evidence', escapeName(line)]),
    ...(isShortened ? [['Left out', 'texts that name another account or another group'] as const] : []),
    ['Check', `${titleOf(finding)}. ${catalog[check].why}`],
    ...(id === null ? [] : [['ID', <Code key="id">{id}</Code>] as const]),
  ];
}
