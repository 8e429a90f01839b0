import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  type PolicyType,
} from '@aws-sdk/client-organizations';
import { given } from './caller.ts';
import { deny, policy } from './documents.ts';
import { refusalOf } from './outcome.ts';
import type { Stage } from './stage.ts';

export const serviceControl = 'SERVICE_CONTROL_POLICY';
export const resourceControl = 'RESOURCE_CONTROL_POLICY';

/** A deny that nothing else in an organization notices. */
export const harmless = policy(deny('iam:ListAccountAliases'));

/** Enables a type until the case ends, if it is not enabled already. */
export async function enabledType(stage: Stage, type: PolicyType = serviceControl): Promise<void> {
  const { organizations } = stage.management;
  const input = { RootId: stage.organization.rootId, PolicyType: type };
  const status = async () => {
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    return Roots?.[0]?.PolicyTypes?.find((each) => each.Type === type)?.Status;
  };
  if ((await status()) === 'ENABLED') return;
  stage.tidy(`policy type ${type}`, () => organizations.send(new DisablePolicyTypeCommand(input)));
  // Until it is done, a change of a type is in the way of the next: the case before may have disabled this one.
  await stage.settled(() => organizations.send(new EnablePolicyTypeCommand(input)), isLasting);
  await stage.until(status, (value) => value === 'ENABLED');
}

/** @returns its id */
export async function makeControlPolicy(
  stage: Stage,
  stem: string,
  Content = harmless,
  Type: PolicyType = serviceControl,
): Promise<string> {
  const { organizations } = stage.management;
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name: stage.name(stem), Description: 'contract', Content, Type }),
  );
  const PolicyId = given(Policy?.PolicySummary?.Id, 'Id');
  stage.tidy(`policy ${PolicyId}`, () => organizations.send(new DeletePolicyCommand({ PolicyId })));
  return PolicyId;
}

/** Attaches a policy until the case ends. */
export async function attachControlPolicy(stage: Stage, PolicyId: string, TargetId: string): Promise<void> {
  const { organizations } = stage.management;
  stage.tidy(`attachment of ${PolicyId}`, () =>
    organizations.send(new DetachPolicyCommand({ PolicyId, TargetId })),
  );
  // Attachments side by side, and a type that was enabled a moment ago, make it fail for a while.
  await stage.settled(() => organizations.send(new AttachPolicyCommand({ PolicyId, TargetId })), isLasting);
}

function isLasting(error: unknown): boolean {
  return !/^(ConcurrentModification|PolicyChangesInProgress|PolicyTypeNotEnabled)/.test(
    refusalOf(error)?.refused ?? '',
  );
}
