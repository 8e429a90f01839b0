import type { SandboxState } from '../../../src/sandbox/state.ts';
import { type Cast, farAway } from '../cast.ts';
import { drifts, ofBase } from '../drift.ts';
import {
  addAccount,
  addPolicy,
  documentOf,
  groupOf,
  letIn,
  putInline,
  rootOf,
  setTrust,
  use,
} from '../edits.ts';

export const headroom = drifts({ repair: 'no' }, [
  {
    name: 'room: 17 accounts of 20',
    kinds: ofBase,
    config: 'quota',
    expect: { check: 'headroom-accounts', severity: 'low' },
    touches: 'accounts',
    apply: (state, cast) => fillAccounts(state, cast, 17),
  },
  {
    name: 'room: 19 accounts of 20',
    kinds: ofBase,
    config: 'quota',
    expect: { check: 'headroom-accounts', severity: 'medium' },
    touches: 'accounts',
    apply: (state, cast) => fillAccounts(state, cast, 19),
  },
  {
    name: 'room: a trust policy of 85 % of its quota',
    expect: { check: 'headroom-policy-size', severity: 'low', subject: /CLIENT/ },
    touches: 'client',
    apply: (state, cast) => padTrust(state, cast, 1_741),
  },
  {
    name: 'room: a trust policy of 97 % of its quota',
    expect: { check: 'headroom-policy-size', severity: 'medium', subject: /CLIENT/ },
    touches: 'client',
    apply: (state, cast) => padTrust(state, cast, 1_987),
  },
  {
    name: 'room: 87 % of the grants',
    expect: { check: 'headroom-grants', severity: 'low' },
    explains: ['grant-dangling', 'headroom-policy-size'],
    touches: 'alone',
    apply: (state, cast) => fillGrants(state, cast, [...Array(8).fill(1), 0.6]),
  },
  {
    name: 'room: 98 % of the grants',
    expect: { check: 'headroom-grants', severity: 'medium' },
    explains: ['grant-dangling', 'headroom-policy-size'],
    touches: 'alone',
    apply: (state, cast) => fillGrants(state, cast, [...Array(9).fill(1), 0.8]),
  },
]);

function fillAccounts(state: SandboxState, { environments }: Cast, total: number): void {
  for (let at = Object.keys(state.accounts).length; at < total; at++)
    addAccount(state, `env-${String(at).padStart(2, '0')}`, environments);
}

/** Means what it meant: the same once more, under a name as long as it takes. */
function padTrust(state: SandboxState, { client, ops }: Cast, size: number): void {
  const again = (length: number) => [letIn(rootOf(ops)), letIn(rootOf(ops), { Sid: 'x'.repeat(length) })];
  setTrust(state, client, ...again(size - documentOf(...again(0)).length));
}

/** Fills the group's inline policies, and this much of each of so many packed ones. */
function fillGrants(state: SandboxState, cast: Cast, packed: readonly number[]): void {
  let made = 0;
  const ghost = () => `arn:aws:iam::${farAway}:role/g${String(made++).padStart(4, '0')}-${cast.suffix}`;
  const group = groupOf(state, cast);
  const used = () => Object.values(group.inline).reduce((sum, { document }) => sum + document.length, 0);
  for (let next = ghost(); used() + documentOf(use(next)).length <= 5_120; next = ghost())
    putInline(group, `assume-${next.slice(next.lastIndexOf('/') + 1)}`, use(next));
  packed.forEach((share, index) => {
    const roles: string[] = [];
    while (documentOf(use([...roles, ghost()])).length <= 6_144 * share) roles.push(ghost());
    const name = `assume-${cast.group}-${String(index + 1).padStart(2, '0')}`;
    group.attached.push(addPolicy(state, cast.ops, name, documentOf(use(roles))));
  });
}
