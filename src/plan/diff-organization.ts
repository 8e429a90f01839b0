import type { OrganizationSnapshot } from '../model/organization.ts';
import type { Structure } from '../model/structure.ts';
import type { Difference } from './difference.ts';

/** Placeholder: finds nothing. */
export function diffOrganization(
  _structure: Structure,
  _snapshot: OrganizationSnapshot,
): readonly Difference[] {
  return [];
}
