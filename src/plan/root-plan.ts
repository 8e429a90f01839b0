import { iamService, type RootAccessReading } from '../model/root-users.ts';
import type { Change, Step } from './change.ts';

/** The changes after which root credentials are managed centrally, each resting on the one before. */
export const rootManagementChanges: readonly Change[] = [
  { kind: 'trust-service', principal: iamService },
  { kind: 'enable-root-management' },
];

/** Whether a change is one of those: nothing else of the base structure waits for them but accounts that are made. */
export function isOfRootManagement(change: Change): boolean {
  return (
    change.kind === 'enable-root-management' ||
    (change.kind === 'trust-service' && change.principal === iamService)
  );
}

/** @param reading null where there is no organization yet */
export function rootManagementSteps(
  reading: Extract<RootAccessReading, { readonly kind: 'read' }> | null,
): readonly Step[] {
  const { isTrusted, managesCredentials } = reading ?? { isTrusted: false, managesCredentials: false };
  return rootManagementChanges.map((change) => ({
    change,
    state: (change.kind === 'trust-service' ? isTrusted : managesCredentials) ? 'satisfied' : 'needed',
  }));
}
