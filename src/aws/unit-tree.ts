import type { UnitPlace } from '../model/organization.ts';
import type { Unit } from '../model/snapshot.ts';

/** Levels of OUs below the root: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const deepest = 5;

/**
 * Every OU below the root, level by level: the OUs of one level are asked for their children side by side, those of
 * the deepest are not, since they can have none.
 */
export async function walkUnits(
  rootId: string,
  listUnits: (parentId: string) => Promise<readonly Unit[]>,
): Promise<readonly UnitPlace[]> {
  const found: UnitPlace[] = [];
  let parents: readonly string[] = [rootId];
  for (let level = 1; level <= deepest && parents.length > 0; level++) {
    const children = await Promise.all(
      parents.map(async (parentId) => (await listUnits(parentId)).map((unit) => ({ ...unit, parentId }))),
    );
    const units = children.flat();
    found.push(...units);
    parents = units.map(({ id }) => id);
  }
  return found;
}
