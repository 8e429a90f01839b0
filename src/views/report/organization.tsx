import type { Finding } from '../../audit/finding.ts';
import { isUnread } from '../../audit/outcome.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { isActive } from '../../plan/diff/context.ts';
import { placeTitle, worstFirst } from '../audit/words.ts';
import {
  type AccountNode,
  driftMark,
  type OrganizationTree,
  stateWord,
  type UnitNode,
} from '../organization/tree.ts';
import { plural } from '../plural.ts';
import type { Anchors } from './anchors.ts';
import type { Tone } from './parts/badge.tsx';
import { Code, Name } from './parts/name.tsx';
import { Shape } from './parts/severity.tsx';

/** In a unit with more accounts, the accounts without findings are folded away, so differences are visible first. */
const mostUnfolded = 24;

interface TreeProps {
  readonly tree: OrganizationTree;
  readonly snapshot: OrganizationSnapshot;
  readonly anchors: Anchors;
}

/** OUs within each other, and every account once in the place where it is. */
export function OrganizationTreeView({ tree, snapshot, anchors }: TreeProps) {
  const drawn = { managementAccountId: snapshot.managementAccountId, anchors };
  return (
    <>
      <form class="filters needs-script" id="account-filters" aria-label="Filter accounts">
        <label class="filter-text">
          <span>Find an account</span>
          <input
            type="search"
            name="q"
            placeholder="name, ID or state"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <label class="filter-check">
          <input type="checkbox" name="differs" autocomplete="off" />
          <span>only accounts with findings</span>
        </label>
        <output class="soft" aria-live="polite">
          {plural(snapshot.accounts.length, 'account')}
        </output>
      </form>
      {tree.findings.length > 0 && (
        <p class="general">
          About the organization as a whole: <Drift findings={tree.findings} anchors={anchors} />
        </p>
      )}
      <ul class="tree">
        <Unit unit={tree.root} drawn={drawn} />
        {tree.elsewhere.length > 0 && (
          <li class="unit">
            <details open>
              <summary>
                <strong>In an OU that diverst could not read</strong>{' '}
                <span class="soft">{plural(tree.elsewhere.length, 'account')}</span>
              </summary>
              <Accounts accounts={tree.elsewhere} drawn={drawn} />
            </details>
          </li>
        )}
      </ul>
    </>
  );
}

interface Drawn {
  readonly managementAccountId: string;
  readonly anchors: Anchors;
}

function Unit({ unit, drawn }: { unit: UnitNode; drawn: Drawn }) {
  const { total, differing } = countsOf(unit);
  return (
    <li class="unit">
      <details open>
        <summary>
          <strong>{unit.name === null ? 'Root' : <Name>{unit.name}</Name>}</strong>{' '}
          <span class="soft">
            {total === 0 ? 'empty' : plural(total, 'account')}
            {differing > 0 && `, ${differing} with findings`}
          </span>
        </summary>
        {unit.findings.length > 0 && (
          <p class="general">
            About this OU: <Drift findings={unit.findings} anchors={drawn.anchors} />
          </p>
        )}
        <Accounts accounts={unit.accounts} drawn={drawn} />
        {unit.units.length > 0 && (
          <ul class="units">
            {unit.units.map((child) => (
              <Unit key={child.id} unit={child} drawn={drawn} />
            ))}
          </ul>
        )}
      </details>
    </li>
  );
}

function countsOf({ accounts, units }: UnitNode): { readonly total: number; readonly differing: number } {
  return units
    .map(countsOf)
    .reduce((sum, one) => ({ total: sum.total + one.total, differing: sum.differing + one.differing }), {
      total: accounts.length,
      differing: accounts.filter(({ findings }) => findings.length > 0).length,
    });
}

function Accounts({ accounts, drawn }: { accounts: readonly AccountNode[]; drawn: Drawn }) {
  if (accounts.length === 0) return null;
  const cells = (some: readonly AccountNode[]) => (
    <ul class="accounts">
      {some.map((one) => (
        <Account key={one.account.id} node={one} drawn={drawn} />
      ))}
    </ul>
  );
  if (accounts.length <= mostUnfolded) return cells(accounts);
  const differing = accounts.filter(({ findings }) => findings.length > 0);
  const rest = accounts.filter(({ findings }) => findings.length === 0);
  return (
    <>
      {differing.length > 0 && cells(differing)}
      {rest.length > 0 && (
        <details class="rest">
          <summary>{plural(rest.length, 'account')} without findings</summary>
          {cells(rest)}
        </details>
      )}
    </>
  );
}

function Account({ node, drawn }: { node: AccountNode; drawn: Drawn }) {
  const { account, findings } = node;
  const role = account.id === drawn.managementAccountId ? ', management account' : '';
  const tone = toneOf(findings);
  return (
    <li
      class={['account', tone, isActive(account) ? null : 'closed'].filter((one) => one !== null).join(' ')}
    >
      <b>
        <Name>{account.name}</Name>
      </b>{' '}
      <Code>{account.id}</Code>{' '}
      <small>
        {stateWord(account)}
        {role}
      </small>
      {findings.length > 0 && (
        <>
          {' '}
          <Drift findings={findings} anchors={drawn.anchors} />
        </>
      )}
    </li>
  );
}

/** `▲ 1 high, 2 low`, leading to the worst of them. */
function Drift({ findings, anchors }: { findings: readonly Finding[]; anchors: Anchors }) {
  const [worst] = worstFirst(findings);
  if (worst === undefined) return null;
  return (
    <a class="drift" href={`#${anchors.of(worst)}`} data-place={placeTitle(worst.place)}>
      <Shape tone={toneOf(findings) ?? 'plain'} /> {driftMark(findings)}
    </a>
  );
}

/** That of the worst finding; what could not be read may hide any. */
function toneOf(findings: readonly Finding[]): Tone | null {
  if (findings.some(isUnread)) return 'high';
  return worstFirst(findings)[0]?.severity ?? null;
}
