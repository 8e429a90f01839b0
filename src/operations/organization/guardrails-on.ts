import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import { refuseWrongExceptions } from '../../model/guardrails/exceptions.ts';
import { type DiffContext, diffContext, isActive, type OwnedAccount } from '../../plan/diff/context.ts';
import { guardrailsOnSteps } from '../../plan/guardrails-on.ts';
import type { RepairTools } from './apply-repair.ts';
import { withGuardrailCare } from './repair-guardrails.ts';
import { lookAtOrganization, type PreparedRepair, type RepairRequest } from './repair-organization.ts';

/**
 * Audits the organization and plans the guardrails of one client or environment, and nothing else. Changes nothing.
 * @param name of the client or environment
 * @throws Failure where there is none of the name, or guardrails are not possible
 */
export async function prepareGuardrailsOn(
  name: string,
  request: RepairRequest,
  tools: RepairTools,
): Promise<PreparedRepair> {
  const { structure, wait } = tools;
  if (structure.guardrails === null) {
    throw new Failure('usage', {
      what: 'cannot attach guardrails: the configuration turns them off',
      fix: ['remove guardrails: false from diverst.config.yaml'],
    });
  }
  const audit = await lookAtOrganization('read the organization', request, tools);
  const { snapshot } = audit.reading;
  refuseWrongExceptions(structure, snapshot);
  const context = diffContext(structure, snapshot, wait.clock.now());
  const owned = ownedNamed(name, context);
  refuseUnread(context);
  const planned = guardrailsOnSteps(owned, context);
  const care = await withGuardrailCare(planned.steps, audit.reading, request.unattended, tools);
  return {
    audit,
    steps: care.steps,
    notices: [...planned.notices, ...care.notices],
    unseen: [],
  };
}

/** @throws Failure where there is no such client or environment, or several, or it is not active */
function ownedNamed(name: string, { owned, snapshot }: DiffContext): OwnedAccount {
  const found = owned.filter((one) => one.name === name);
  const [only, second] = found;
  if (only !== undefined && second === undefined && isActive(only.account)) return only;
  const isOther = snapshot.accounts.some((account) => account.name === name);
  if (only === undefined && isOther) {
    throw new Failure('failed', {
      what: `the account ${name} is neither a client nor an environment`,
      why: '--guardrails-on needs the name of a client or an environment. Nothing was changed.',
      fix: [
        'if it is an environment, add it to environment.accounts in diverst.config.yaml',
        'see all accounts: diverst org show',
      ],
    });
  }
  const near = nearestNames(
    name,
    owned.map((one) => one.name),
  );
  throw new Failure('failed', {
    what:
      only === undefined
        ? `the organization has no client or environment ${name}`
        : second === undefined
          ? `the account of ${name} is ${only.account.state}`
          : `${found.length} accounts have the name ${name}`,
    fix: [
      ...(only === undefined && near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      'see all accounts: diverst org show',
    ],
  });
}

function refuseUnread({ snapshot }: DiffContext): void {
  const { controlPolicies, featureSet, id } = snapshot;
  if (featureSet !== 'ALL') {
    throw new Failure('failed', {
      what: `organization ${id} does not have all features, and AWS needs them for guardrails`,
      fix: ['see how to fix this: diverst org audit'],
    });
  }
  if (controlPolicies.kind === 'read') return;
  throw new Failure('failed', {
    what: 'the policies of the organization could not be read',
    ...(controlPolicies.kind === 'unread' ? { why: controlPolicies.reason } : {}),
    fix: ['see how to fix this: diverst org audit'],
  });
}
