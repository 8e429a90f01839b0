import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { IamState } from '../../../src/sandbox/state.ts';
import { iamOf } from '../../support/state.ts';
import type { Scenario } from './experiment.ts';
import type { ProcessOptions } from './process.ts';
import { auditIsClean, changed, notAuditedIn, plain, succeeded, succeeds } from './scenarios.ts';
import { type Start, World } from './world.ts';

/** What a CI role takes beside what every client does. */
export const ciCalls = /OpenIDConnect|^iam:(CreateRole|AttachRolePolicy|UpdateAssumeRolePolicy)$/;

/** A client, not new any more, that lacks nothing but its CI role and the provider which that rests on. */
export async function ciInit(): Promise<Scenario> {
  const options = ciOptions();
  return {
    name: 'client init, a CI role',
    start: await withCi(options, (iam) => {
      delete iam.roles['acme-ci'];
      delete iam.oidcProviders;
    }),
    argv: ['client', 'init', 'acme', ...plain],
    options: () => options,
    done: succeeded,
    undisturbed: (world) => auditIsClean(world, options),
  };
}

/** A CI role that takes every token for its audience, which the provider lacks. */
export async function ciRepair(): Promise<Scenario> {
  const options = ciOptions();
  return {
    name: 'org repair, a CI role',
    start: await withCi(options, (iam) => {
      const role = iam.roles['acme-ci'];
      const trust = role?.trust.document.replace(/,"[^"]+:sub":"[^"]+"/, '') ?? '';
      Object.assign(role ?? {}, { trust: { document: trust, effectiveAt: 0 } });
      for (const provider of Object.values(iam.oidcProviders ?? {})) provider.clientIds = [];
    }),
    argv: ['org', 'repair', ...plain],
    options: () => options,
    done: succeeded,
    // What it could not look at it names: nothing is repaired there.
    reported: ({ code, stdout }) => code === 3 && notAuditedIn(stdout).length > 0,
    undisturbed: (world) => auditIsClean(world, options),
  };
}

/** A folder whose configuration gives every client a CI role. */
function ciOptions(): ProcessOptions {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ci = { subject: 'repo:company/infra:environment:{client}', managedPolicies: ['ReadOnlyAccess'] };
  writeFileSync(join(folder, 'diverst.config.json'), JSON.stringify({ client: { ci } }));
  return { cwd: folder };
}

async function withCi(options: ProcessOptions, change: (iam: IamState) => void): Promise<Start> {
  const world = new World();
  await succeeds(world, ['client', 'init', 'acme', '--yes'], options);
  const start = changed(world, (state) => change(iamOf(state, 'acme')));
  return typeof start === 'string' ? start : { ...start, now: start.now + 24 * 60 * 60_000 };
}
