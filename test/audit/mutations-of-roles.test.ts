import { afterAll, describe, it } from 'vitest';
import { findAndRepair } from './find-and-repair.ts';
import { mutationsOfRoles } from './mutations.ts';
import { cleanUp } from './prepared.ts';

afterAll(cleanUp);

describe('a single mutation of roles', () => {
  it.each(mutationsOfRoles)('$name', findAndRepair);
});
