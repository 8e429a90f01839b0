import { afterAll, describe, it } from 'vitest';
import { ofEveryKind } from './drift.ts';
import { driftsOfGrants } from './drifts.ts';
import { findAndRepair } from './find-and-repair.ts';
import { cleanUp } from './prepared.ts';

afterAll(cleanUp);

describe('a single drift of grants', () => {
  it.each(ofEveryKind(driftsOfGrants))('$name', findAndRepair);
});
