import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { type Caller, keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { attachGuardrail, held, makeAdministrator, probe, probeOfService } from '../support/guardrails.ts';
import { assume, type Made, makeOpsUser, makeRole, openSession } from '../support/make.ts';
import { denied, outcome } from '../support/outcome.ts';
import { iamGuide, organizationsGuide } from '../support/pages.ts';
import { anything, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const keys = 'reference_policies_condition-keys.html';
const examples = organizationsGuide('orgs_manage_policies_rcps_examples');
const opened = { Credentials: { SessionToken: anything } };

const enter = (caller: Caller, role: Made) => outcome(caller.sts.send(assume(role.arn)));

/** A role that can be assumed by now. */
async function openRole(stage: Stage, owner: Caller, stem: string, trusted: unknown, by: readonly Caller[]) {
  const role = await makeRole(stage, owner, stem, trust(trusted));
  for (const caller of by) await openSession(stage, caller, role.arn);
  return role;
}

/** A role of the management account that lets the member's administrator in, and one of the member itself. */
function lateral(
  stem: string,
  settings: (stage: Stage) => Parameters<typeof attachGuardrail>[2],
  between: Shape,
): ContractCase {
  return contractCase({
    id: `guardrails/lateral/${stem}`,
    rule: 'service-control',
    page: iamGuide(`${keys}#condition-keys-resourceaccount`),
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => {
      const { caller, role } = await makeAdministrator(stage);
      const target = await openRole(stage, stage.management, 'target', { AWS: role.arn }, [caller]);
      const own = await openRole(stage, await stage.member(), 'own', account(stage.memberId), [caller]);
      await attachGuardrail(stage, 'lateral', settings(stage), [probeOfService]);
      return { caller, target, own };
    },
    calls: async (stage, { caller, target, own }) => ({
      probe: await probe(stage),
      between: await enter(caller, target),
      within: await enter(caller, own),
    }),
    expected: { probe: held, between, within: opened },
  });
}

interface Entered {
  /** Of the member account, which lets in itself and the management account. */
  readonly role: Made;
  readonly person: Caller;
  /** Closed by the policy itself to callers whose keys are those of the organization. */
  readonly probed: Made;
}

/** Roles of the member account that a user of it and the management account can assume. */
async function entered(stage: Stage): Promise<Entered> {
  const { managementId } = stage.organization;
  const member = await stage.member();
  const { caller: person } = await makeOpsUser(stage, [policy(allow('sts:AssumeRole'))]);
  const trusted = { AWS: [stage.memberId, managementId] };
  const by = [person, stage.management];
  const role = await openRole(stage, member, 'role', trusted, by);
  return { role, person, probed: await openRole(stage, member, 'probed', trusted, by) };
}

/** A denial that needs the keys that the guardrail goes by. */
function keysAreThere(stage: Stage, { arn }: Made) {
  return {
    Sid: 'Probe',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Resource: arn,
    Condition: {
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
      Null: { 'aws:PrincipalAccount': 'false' },
      StringEquals: { 'aws:PrincipalOrgID': stage.organization.id },
    },
  } as const;
}

function outsiders(
  stem: string,
  settings: (stage: Stage) => Parameters<typeof attachGuardrail>[2],
  person: Shape,
): ContractCase {
  return contractCase({
    id: `guardrails/outsiders/${stem}`,
    rule: 'resource-control',
    page: examples,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const ground = await entered(stage);
      await attachGuardrail(stage, 'outsiders', settings(stage), [keysAreThere(stage, ground.probed)]);
      return ground;
    },
    calls: async ({ management }, ground) => ({
      probeOfPerson: await enter(ground.person, ground.probed),
      probeOfManagement: await enter(management, ground.probed),
      person: await enter(ground.person, ground.role),
      management: await enter(management, ground.role),
    }),
    expected: { probeOfPerson: denied, probeOfManagement: denied, person, management: opened },
  });
}

/** Who enters which role under the guardrails of diverst. */
export const guardrailTrustCases: readonly ContractCase[] = [
  lateral('another-account', () => ({}), denied),
  lateral('an-account-in-reach', ({ organization }) => ({ reach: [organization.managementId] }), opened),
  lateral('by-a-hub', ({ memberId }) => ({ hubs: [memberId] }), opened),

  // Nobody here is outside the organization, and no service can be made to call.
  outsiders('those-of-the-organization', () => ({}), opened),
  // So the organization that is written down is another: everybody is an outsider, and the management account a vendor.
  outsiders(
    'those-of-another-organization-and-a-vendor',
    ({ organization }) => ({ organizationId: 'o-0000000000', vendors: [organization.managementId] }),
    denied,
  ),
  // A token of an identity provider cannot be had: that the policy is taken, and keeps to web identities.
  outsiders(
    'issuers-of-web-identities',
    () => ({ issuers: ['token.actions.githubusercontent.com', 'accounts.google.com'] }),
    opened,
  ),

  contractCase({
    id: 'guardrails/mfa/keys-and-roles',
    rule: 'service-control',
    page: iamGuide(`${keys}#condition-keys-multifactorauthpresent`),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const { caller: person } = await makeOpsUser(stage, [policy(allow('sts:AssumeRole'))]);
      const { caller: administrator } = await makeAdministrator(stage);
      const role = await openRole(stage, member, 'role', account(stage.memberId), [person, administrator]);
      const { Credentials } = await person.sts.send(new GetSessionTokenCommand({}));
      await attachGuardrail(stage, 'mfa');
      return { person, session: stage.as(keysOf(Credentials)), administrator, role };
    },
    calls: async (stage, { person, session, administrator, role }) => ({
      key: await enter(person, role),
      session: await enter(session, role),
      administrator: await enter(administrator, role),
      access: await enter(await stage.member(), role),
    }),
    expected: { key: denied, session: denied, administrator: opened, access: opened },
  }),
];
