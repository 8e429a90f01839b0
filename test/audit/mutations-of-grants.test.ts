import { afterAll, describe, it } from 'vitest';
import { findAndRepair } from './find-and-repair.ts';
import { mutationsOfGrants } from './mutations.ts';
import { cleanUp } from './prepared.ts';

afterAll(cleanUp);

describe('a single mutation of grants', () => {
  it.each(mutationsOfGrants)('$name', findAndRepair);
});
