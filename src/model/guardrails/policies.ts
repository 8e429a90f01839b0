import type { ControlPolicyType } from '../control-policies.ts';
import { Failure } from '../failure.ts';
import {
  type GuardedUnit,
  type GuardrailName,
  type GuardrailsStructure,
  guardrailNames,
} from '../guardrails.ts';
import { canonicalJson } from '../policy/canonical.ts';
import type { StatementDocument } from '../policy/document.ts';
import { accountKinds, type Structure } from '../structure.ts';
import { exceptionsOf, type GuardrailFacts } from './exceptions.ts';
import { guardrailStatements } from './statements.ts';

/** One guardrail and the statements that it is made of. */
export interface WantedGuardrail {
  readonly name: GuardrailName;
  readonly statements: readonly StatementDocument[];
}

/** A policy of the organization as it is wanted, and the OU that it is attached to. */
export interface WantedPolicy {
  readonly unit: GuardedUnit;
  readonly type: ControlPolicyType;
  /** Unique within its type. */
  readonly name: string;
  /** Never empty. */
  readonly guardrails: readonly WantedGuardrail[];
}

/** Ops assumes roles in every account and holds people's users: what clients must not do is its purpose. */
const guardrailsOf: Readonly<Record<GuardedUnit, readonly GuardrailName[]>> = {
  environments: ['leave', 'root-user', 'roles', 'lateral', 'outsiders', 'people', 'federation'],
  users: ['leave', 'root-user', 'outsiders', 'mfa'],
};

const policyNames: Readonly<Record<GuardedUnit, string>> = {
  environments: 'diverst-guardrails',
  users: 'diverst-guardrails-ops',
};

/** A name is of one policy of each type. */
export const guardrailPolicyNames: readonly string[] = Object.values(policyNames);

/**
 * The most characters of a document, as it is sent.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
const limits: Readonly<Record<ControlPolicyType, { readonly most: number; readonly keys: string }>> = {
  SERVICE_CONTROL_POLICY: { most: 10_240, keys: 'guardrails.reach or guardrails.hubs' },
  RESOURCE_CONTROL_POLICY: { most: 5_120, keys: 'guardrails.vendors or guardrails.issuers' },
};

/**
 * The policies that the guardrails are written in. A pure function of what is configured and of what there is; exceptions
 * that are not right are left out, which `refuseWrongExceptions` reports.
 * @throws Failure (usage) for a policy that is longer than AWS takes, with the key to shorten
 */
export function guardrailPolicies(structure: Structure, facts: GuardrailFacts): readonly WantedPolicy[] {
  const { guardrails } = structure;
  if (guardrails === null) return [];
  const context = {
    structure,
    guardrails,
    exceptions: exceptionsOf(structure, guardrails, facts).exceptions,
    partition: facts.partition,
    organizationId: facts.id,
  };
  const enabled = enabledGuardrails(structure, guardrails);
  return (['environments', 'users'] as const).flatMap((unit) =>
    (['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const).flatMap(
      (type): readonly WantedPolicy[] => {
        const own = guardrailsOf[unit].flatMap((name): readonly WantedGuardrail[] => {
          const { type: typeOfIt, statements } = guardrailStatements[name];
          return typeOfIt === type && enabled.has(name) ? [{ name, statements: statements(context) }] : [];
        });
        if (own.length === 0) return [];
        const policy = { unit, type, name: policyNames[unit], guardrails: own };
        refuseLong(policy);
        return [policy];
      },
    ),
  );
}

function enabledGuardrails(
  structure: Structure,
  { enabled }: GuardrailsStructure,
): ReadonlySet<GuardrailName> {
  const isMfaRequired = accountKinds(structure).some(({ role }) => role.requireMfa);
  return new Set(
    guardrailNames.filter((name) => enabled.includes(name) || (name === 'mfa' && isMfaRequired)),
  );
}

/** The document as it is written: minified, because white space counts. */
export function documentOf({ guardrails }: Pick<WantedPolicy, 'guardrails'>): string {
  return documentOfStatements(guardrails.flatMap(({ statements }) => statements));
}

/** The same for statements of any origin. */
export function documentOfStatements(Statement: readonly StatementDocument[]): string {
  return canonicalJson({ Version: '2012-10-17', Statement });
}

function refuseLong(policy: WantedPolicy): void {
  const { most, keys } = limits[policy.type];
  const { length } = documentOf(policy);
  if (length <= most) return;
  throw new Failure('usage', {
    what: `the policy ${policy.name} would have ${length} characters, and AWS takes ${most}`,
    fix: [`shorten ${keys} in diverst.config.yaml`],
  });
}
