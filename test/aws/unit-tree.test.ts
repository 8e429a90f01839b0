import { expect, it } from 'vitest';
import { walkUnits } from '../../src/aws/unit-tree.ts';
import { testOrganization } from '../support/cli.ts';
import { managementAws } from '../support/reading.ts';

it('finds every unit, parents before their children, and asks none of the deepest', async () => {
  const organization = testOrganization();
  organization.sandbox.edit((state) => {
    let parentId = Object.values(state.units).find(({ name }) => name === 'Production')?.id ?? '';
    for (const name of ['Third', 'Fourth', 'Fifth']) {
      const id = `ou-deep-${name.toLowerCase().padEnd(8, 'x')}`;
      state.units[id] = { id, name, parentId, tags: {} };
      parentId = id;
    }
  });
  const { organizations } = managementAws(organization);
  const rootId = await organizations.rootId();
  const units = await organizations.listUnitTree(rootId);
  expect(units.map(({ name }) => name).sort()).toEqual([
    'Envs',
    'Fifth',
    'Fourth',
    'Production',
    'Third',
    'Users',
  ]);
  const seen = new Set([rootId]);
  for (const unit of units) {
    expect(seen.has(unit.parentId), `${unit.name} comes after its parent`).toBe(true);
    seen.add(unit.id);
  }
  const asked = organization.sandbox.calls
    .filter(({ operation }) => operation === 'ListOrganizationalUnitsForParent')
    .map(({ input }) => input.ParentId);
  expect(asked).toHaveLength(6);
  expect(asked).not.toContain('ou-deep-fifthxxx');
});

it('reads on over empty pages, within the published rate', async () => {
  const organization = testOrganization();
  organization.sandbox.edit((state) => {
    const rootId = state.organization?.rootId ?? '';
    for (let number = 0; number < 45; number++) {
      const id = `ou-wide-${String(number).padStart(8, '0')}`;
      state.units[id] = { id, name: `unit ${number}`, parentId: rootId, tags: {} };
    }
  });
  const { organizations } = managementAws(organization);
  const units = await organizations.listUnitTree(await organizations.rootId());
  expect(units).toHaveLength(48);
  const outcomes = new Set(organization.sandbox.calls.map(({ outcome }) => outcome));
  expect([...outcomes]).toEqual(['ok']);
});

it('fails as a whole where a level cannot be read', async () => {
  const reading = walkUnits('r-1', async (parentId) => {
    if (parentId === 'ou-2') throw new Error('denied');
    return parentId === 'r-1'
      ? [
          { id: 'ou-1', name: 'a' },
          { id: 'ou-2', name: 'b' },
        ]
      : [];
  });
  await expect(reading).rejects.toThrow('denied');
});
