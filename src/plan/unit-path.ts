import type { AccountKind } from '../model/account-kind.ts';
import type { Structure } from '../model/structure.ts';

/** The OUs of the structure as paths of names, parents first. */
export function structureUnits({ units }: Structure): {
  readonly users: readonly string[];
  readonly environments: readonly string[];
  readonly production: readonly string[];
} {
  return {
    users: [units.users],
    environments: [units.environments],
    production: [units.environments, units.production],
  };
}

/** The OU of a kind of account, as text. */
export function unitPathOf({ unit }: Pick<AccountKind, 'unit'>, structure: Structure): string {
  return structureUnits(structure)[unit].join('/');
}

/**
 * The path that the text of a place stands for, empty for the root. A name may hold a slash, so that the places of
 * the structure are known by their whole text.
 */
export function pathOfPlace(structure: Structure, place: string): readonly string[] {
  const known = Object.values(structureUnits(structure)).find((path) => path.join('/') === place);
  if (known) return known;
  return place === 'the root' ? [] : place.split('/');
}
