import type { SandboxState } from '../../../src/sandbox/state.ts';
import { farAway, outside } from '../cast.ts';
import {
  add,
  attach,
  change,
  condition,
  detach,
  disable,
  fullAccess,
  ofClients,
  ofOps,
  policyOf,
  rcp,
  removePolicies,
  scp,
  statementsOf,
  write,
} from '../control-policies.ts';
import { type Drift, drifts, ofBase } from '../drift.ts';
import type { Json } from '../edits.ts';

const common = { kinds: ofBase, touches: 'guardrails' } as const;
const ownAccount = '${aws:PrincipalAccount}';

type Edit = (state: SandboxState) => void;

/** The statement of a guardrail of clients with other words. */
function changed(sid: string, edit: (statement: Json) => Json | null, name = ofClients): Edit {
  return (state) => change(policyOf(state, name), sid, edit);
}

function without(sid: string, name = ofClients): Edit {
  return changed(sid, () => null, name);
}

function withActions(statement: Json, wanted: (action: string) => boolean): Json {
  return { ...statement, Action: (statement.Action as readonly string[]).filter(wanted) };
}

function outsiders(state: SandboxState, edit: (statement: Json) => Json): void {
  change(policyOf(state, ofClients, rcp), 'DiverstOutsiders', edit);
}

const accessRole = 'arn:aws:iam::*:role/OrganizationAccountAccessRole';

const weaker = drifts({ ...common, repair: 'yes' }, [
  {
    name: 'roles without a statement',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^roles$/ },
    apply: without('DiverstRolesTags'),
  },
  {
    name: 'leave without an action',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^leave$/ },
    apply: changed('DiverstLeave', (one) => withActions(one, (action) => !action.startsWith('account:'))),
  },
  {
    name: 'leave of Ops without an action, under no name',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^leave@Users$/ },
    apply: changed(
      'DiverstLeave',
      ({ Sid: _sid, ...one }) => withActions(one, (action) => action.startsWith('account:')),
      ofOps,
    ),
  },
  {
    name: 'leave for everything but',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^leave$/ },
    // It denies too much and too little; the sandbox's own calls go on.
    explains: ['guardrail-broader'],
    apply: changed('DiverstLeave', ({ Action: _actions, ...one }) => ({
      ...one,
      NotAction: ['account:*', 'iam:*', 'sts:*', 's3:*', 'cloudtrail:*'],
    })),
  },
  {
    name: 'root-user with one who is excepted',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^root-user$/ },
    apply: changed('DiverstRootUser', (one) =>
      condition(one, 'StringNotEquals', 'aws:PrincipalAccount', farAway),
    ),
  },
  {
    name: 'roles that a role of the access role’s name under a path changes',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^roles$/ },
    apply: changed('DiverstRolesAccess', (one) =>
      condition(one, 'ArnNotLike', 'aws:PrincipalArn', accessRole.replace('role/', 'role/*')),
    ),
  },
  {
    name: 'roles that a second role changes',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^roles$/ },
    apply: changed('DiverstRolesTagged', (one) =>
      condition(one, 'ArnNotLike', 'aws:PrincipalArn', [accessRole, 'arn:aws:iam::*:role/deploy']),
    ),
  },
  {
    name: 'an account to reach that the configuration does not name',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^lateral$/ },
    apply: changed('DiverstLateral', (one) =>
      condition(one, 'StringNotEquals', 'aws:ResourceAccount', [ownAccount, farAway]),
    ),
  },
  {
    name: 'a hub that the configuration does not name',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^lateral$/ },
    apply: changed('DiverstLateral', (one) =>
      condition(one, 'StringNotEquals', 'aws:PrincipalAccount', farAway),
    ),
  },
  {
    name: 'lateral under another policy, with a hub',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^lateral$/ },
    apply(state, { environments }) {
      const policy = policyOf(state, ofClients);
      const lateral = statementsOf(policy).find(({ Sid }) => Sid === 'DiverstLateral') ?? {};
      without('DiverstLateral')(state);
      const widened = condition(lateral, 'StringNotEquals', 'aws:PrincipalAccount', farAway);
      add(state, 'lateral', environments, [widened]);
    },
  },
  {
    name: 'a vendor that the configuration does not name',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^outsiders$/ },
    apply: (state) =>
      outsiders(state, (one) => condition(one, 'StringNotEqualsIfExists', 'aws:PrincipalAccount', outside)),
  },
  {
    name: 'a second organization',
    expect: { check: 'guardrail-weaker', severity: 'high', subject: /^outsiders$/ },
    apply: (state) =>
      outsiders(state, (one) =>
        condition(one, 'StringNotEqualsIfExists', 'aws:PrincipalOrgID', [state.organization?.id, 'o-other']),
      ),
  },
]);

const missing = drifts({ ...common, repair: 'yes' }, [
  {
    name: 'no statement of lateral',
    expect: { check: 'guardrail-missing', severity: 'medium', subject: /^lateral$/ },
    apply: without('DiverstLateral'),
  },
  {
    name: 'no statement of root-user in Ops',
    expect: { check: 'guardrail-missing', severity: 'medium', subject: /^root-user@Users$/ },
    apply: without('DiverstRootUser', ofOps),
  },
  {
    name: 'no statement of leave, which AWS’s own example denies in part',
    expect: { check: 'guardrail-missing', severity: 'medium', subject: /^leave$/ },
    apply(state, { root }) {
      without('DiverstLeave')(state);
      const leaving = { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' };
      add(state, 'DenyLeaving', root, [leaving]);
    },
  },
  {
    name: 'no guardrails at all',
    expect: { check: 'guardrail-missing', severity: 'medium', subject: /^outsiders$/ },
    apply(state) {
      removePolicies(state, scp);
      removePolicies(state, rcp);
    },
  },
]);

const detached = drifts({ ...common, repair: 'yes' }, [
  {
    name: 'a policy that is attached to nothing',
    expect: { check: 'guardrail-detached', severity: 'high', subject: /^diverst-guardrails\/SCP$/ },
    never: ['guardrail-missing', 'guardrail-weaker'],
    apply: (state, { environments }) => detach(state, policyOf(state, ofClients).id, environments),
  },
  {
    name: 'a policy that is attached to Production only',
    expect: { check: 'guardrail-detached', severity: 'high', subject: /^diverst-guardrails\/RCP$/ },
    never: ['guardrail-missing'],
    apply(state, { environments, production }) {
      const { id } = policyOf(state, ofClients, rcp);
      detach(state, id, environments);
      attach(state, id, production);
    },
  },
  {
    name: 'a policy of Ops that is attached to nothing and holds one guardrail',
    expect: { check: 'guardrail-detached', severity: 'high', subject: /^diverst-guardrails-ops\/SCP$/ },
    explains: ['guardrail-missing'],
    apply(state, { users }) {
      without('DiverstLeave', ofOps)(state);
      detach(state, policyOf(state, ofOps).id, users);
    },
  },
]);

const types = drifts({ ...common, repair: 'yes', never: ['guardrail-missing', 'guardrail-detached'] }, [
  {
    name: 'service control policies that were disabled',
    expect: { check: 'policy-type-disabled', severity: 'high', subject: /^SERVICE_CONTROL_POLICY$/ },
    apply: (state) => disable(state, scp),
  },
  {
    name: 'resource control policies that were disabled, and one written since',
    expect: { check: 'policy-type-disabled', severity: 'high', subject: /^RESOURCE_CONTROL_POLICY$/ },
    apply(state) {
      disable(state, rcp);
      outsiders(state, (one) => condition(one, 'StringNotEqualsIfExists', 'aws:PrincipalAccount', outside));
    },
  },
  {
    name: 'service control policies that were never enabled',
    expect: { check: 'policy-type-disabled', severity: 'medium', subject: /^SERVICE_CONTROL_POLICY$/ },
    apply(state) {
      removePolicies(state, scp);
      disable(state, scp);
    },
  },
]);

const broader = drifts({ ...common, repair: 'named' }, [
  {
    name: 'a policy that denies something else, too',
    expect: { check: 'guardrail-broader', severity: 'low', subject: /^diverst-guardrails\/SCP$/ },
    apply(state) {
      const policy = policyOf(state, ofClients);
      write(policy, ...statementsOf(policy), { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' });
    },
  },
  {
    name: 'root users without the exception for AssumeRoot',
    expect: { check: 'guardrail-broader', severity: 'low', subject: /^diverst-guardrails-ops\/SCP$/ },
    apply: changed(
      'DiverstRootUser',
      (one) => ({ ...one, Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } }),
      ofOps,
    ),
  },
  {
    name: 'a policy of which no guardrail is wanted',
    expect: { check: 'guardrail-broader', severity: 'low', subject: /^diverst-guardrails\/SCP$/ },
    config: 'unguarded',
    repair: 'no',
    apply: (state, { environments }) => {
      removePolicies(state, scp);
      add(state, ofClients, environments, [
        { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
      ]);
    },
  },
]);

/** All that an audit needs, and nothing more. */
const forAudits = {
  Effect: 'Allow',
  Action: ['iam:*', 'sts:*', 'organizations:*', 'cloudtrail:*', 's3:*'],
  Resource: '*',
};

function withoutFullAccess(level: 'root' | 'environments' | 'client'): Drift['apply'] {
  return (state, cast) => {
    const id = level === 'client' ? cast.client.accountId : cast[level];
    detach(state, fullAccess, id);
    add(state, 'Some', id, [forAudits]);
  };
}

const cutOff = drifts({ ...common, repair: 'named' }, [
  {
    name: 'a root at which not everything is allowed',
    expect: { check: 'full-access-detached', severity: 'medium', subject: /^root$/ },
    apply: withoutFullAccess('root'),
  },
  {
    name: 'an OU at which not everything is allowed',
    expect: { check: 'full-access-detached', severity: 'medium', subject: /^Envs$/ },
    apply: withoutFullAccess('environments'),
  },
]);

const cutOffAccount = drifts({ touches: 'guardrails', repair: 'named' }, [
  {
    name: 'an account at which not everything is allowed',
    expect: { check: 'full-access-detached', severity: 'medium', subject: /^CLIENT$/ },
    apply: withoutFullAccess('client'),
  },
]);

/** Each by itself: a policy is one thing, whatever of it is wrong. */
export const guardrails: readonly Drift[] = [
  ...weaker,
  ...missing,
  ...detached,
  ...types,
  ...broader,
  ...cutOff,
  ...cutOffAccount,
];
