import { expect } from 'vitest';
import type { Drift, OfKind } from './drift.ts';
import { open, prepared } from './prepared.ts';
import { audit, clientWords, expectedIn, type Found, repair, reported, unexplained } from './report.ts';
import { faultsOf } from './voice.ts';

/** A drift is found as what it is, and where it can be repaired the audit at the end of the repair is clean. */
export async function findAndRepair({ noun, change: drift }: OfKind<Drift>): Promise<void> {
  const { check, severity } = drift.expect;
  const ground = await prepared(drift.config, noun);
  const organization = open(ground);
  organization.sandbox.edit((state) => drift.apply(state, ground.cast));

  const { code, findings } = await audit(organization, ground);
  const found = expectedIn(findings, drift, ground.cast);
  if (found === undefined) {
    expect(reported(findings)).toContain(`${severity} ${check}`);
    return;
  }
  expect(unexplained(findings, [drift])).toEqual([]);
  expect(clientWords(findings, ground.cast)).toEqual([]);
  expect(findings.flatMap(faultsOf)).toEqual([]);
  const never = drift.never ?? [];
  expect(reported(findings.filter((one) => never.includes(one.check)))).toEqual([]);
  expect(code).toBe(expectedCode(findings));
  if (severity === 'low' && drift.explains === undefined) expect(code).toBe(0);
  if (drift.repair === 'no') return;

  if (drift.repair === 'named') {
    const unnamed = await repair(organization, ground);
    expect(unnamed.left.map(({ id }) => id)).toContain(found.id);
  }
  const { left } = await repair(organization, ground, drift.repair === 'named' ? [found.id] : []);
  expect(left.map(({ id }) => id)).not.toContain(found.id);
  const leaves: readonly string[] = drift.leaves ?? [];
  if (drift.repair === 'yes')
    expect(reported(left.filter(({ id }) => !leaves.includes(id.split(':')[0] ?? '')))).toEqual([]);
}

/** 3 where something could not be audited, 2 from medium on, else 0. */
function expectedCode(findings: readonly Found[]): number {
  if (findings.some(({ check }) => check === 'not-audited')) return 3;
  return findings.some(({ severity }) => severity !== 'low') ? 2 : 0;
}
