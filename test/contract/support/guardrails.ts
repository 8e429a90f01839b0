import { AttachRolePolicyCommand, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { documentOfStatements, guardrailPolicies } from '../../../src/model/guardrails/policies.ts';
import type { GuardrailName, GuardrailsStructure } from '../../../src/model/guardrails.ts';
import { defaultStructure } from '../../../src/model/structure.ts';
import type { Caller } from './caller.ts';
import { attachControlPolicy, enabledType, makeControlPolicy } from './control-policies.ts';
import { account, trust } from './documents.ts';
import { type Made, makeRole, openSession } from './make.ts';
import { outcome, refused } from './outcome.ts';
import type { Stage } from './stage.ts';

interface Settings extends Partial<Omit<GuardrailsStructure, 'enabled'>> {
  /** Another organization than that of the case: to it, everybody of the case is an outsider. */
  readonly organizationId?: string;
}

type Statements = Parameters<typeof documentOfStatements>[0];

/**
 * Attaches one guardrail to the member account until the case ends, in the document that diverst writes. The member
 * stands for an environment account.
 *
 * @param beside further denials in the same policy, which show that it counts by now where the guardrail itself is to
 *   refuse nothing
 */
export async function attachGuardrail(
  stage: Stage,
  name: GuardrailName,
  settings: Settings = {},
  beside: Statements = [],
): Promise<void> {
  const { type, statements } = guardrailOf(stage, name, settings);
  await enabledType(stage, type);
  const document = documentOfStatements([...statements, ...beside]);
  const id = await makeControlPolicy(stage, name, document, type);
  await attachControlPolicy(stage, id, stage.memberId);
}

function guardrailOf(stage: Stage, name: GuardrailName, { organizationId, ...settings }: Settings) {
  const { id, managementId, rootId } = stage.organization;
  const { guardrails, units } = defaultStructure;
  if (guardrails === null) throw new Error('There are guardrails by default.');
  const structure = { ...defaultStructure, guardrails: { ...guardrails, enabled: [name], ...settings } };
  const unit = { id: 'ou-0000-00000000', name: units.environments, parentId: rootId };
  const policies = guardrailPolicies(structure, {
    partition: 'aws',
    id: organizationId ?? id,
    managementAccountId: managementId,
    rootId,
    units: [unit],
    accounts: [{ id: stage.memberId, name: 'contract', parentId: unit.id }],
  });
  for (const { type, guardrails: written } of policies) {
    const guardrail = written.find((each) => each.name === name);
    if (guardrail !== undefined) return { type, statements: guardrail.statements };
  }
  throw new Error(`No policy has the guardrail ${name}.`);
}

export interface Administrator {
  readonly role: Made;
  readonly caller: Caller;
}

export const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** A session of a role of the member account that may do everything there, and is not the access role. */
export async function makeAdministrator(stage: Stage): Promise<Administrator> {
  const member = await stage.member();
  const document = trust(account(stage.organization.managementId));
  const role = await makeRole(stage, member, 'administrator', document);
  await member.iam.send(new AttachRolePolicyCommand({ RoleName: role.name, PolicyArn: administratorAccess }));
  return { role, caller: await openSession(stage, stage.management, role.arn) };
}

/** Refused by the organization, whatever the caller's own policies are. */
export const held = refused(/^AccessDenied/, { message: /explicit deny in a service control policy/ });

/** What shows that a service control policy with `probeOfService` beside its guardrail counts by now. */
export const probeOfService = {
  Sid: 'Probe',
  Effect: 'Deny',
  Action: 'iam:ListAccountAliases',
  Resource: '*',
} as const;

/** Is `held` from then on. */
export async function probe(stage: Stage): Promise<unknown> {
  return outcome((await stage.member()).iam.send(new ListAccountAliasesCommand({})));
}
