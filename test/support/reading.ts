import { setMaxListeners } from 'node:events';
import type { Aws } from '../../src/aws/api.ts';
import { connect } from '../../src/aws/client/connect.ts';
import type { OrganizationSnapshot } from '../../src/model/organization.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import {
  type OrganizationReading,
  type ReadProgress,
  readOrganization,
} from '../../src/operations/organization/read-organization.ts';
import type { IamState } from '../../src/sandbox/state.ts';
import type { TestOrganization } from './cli.ts';
import { addClients } from './many-clients.ts';
import { iamOf } from './state.ts';

export interface ReadOptions {
  readonly only?: readonly string[];
  readonly structure?: Structure;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds of the sandbox's clock; half an hour unless given. */
  readonly time?: number;
  readonly progress?: (state: ReadProgress) => void;
}

/** AWS as the management account's admin sees it. */
export function managementAws(organization: TestOrganization, signal?: AbortSignal, deadline?: number): Aws {
  const { sandbox, clock } = organization;
  const { region, requestHandler, profiles } = sandbox;
  const limits = { ...(signal ? { signal } : {}), ...(deadline === undefined ? {} : { deadline }) };
  return connect({ credentials: profiles.management, region, requestHandler }, clock, limits);
}

/** Reads a test organization as `org audit` does. */
export function read(
  organization: TestOrganization,
  options: ReadOptions = {},
): Promise<OrganizationReading> {
  const { clock } = organization;
  const signal = options.signal ?? new AbortController().signal;
  setMaxListeners(0, signal);
  const deadline = clock.now() + (options.time ?? 30 * 60_000);
  return readOrganization(
    {
      aws: managementAws(organization, signal, deadline),
      structure: options.structure ?? defaultStructure,
      wait: { clock, signal, deadline, resume: 'diverst org audit' },
      concurrency: options.concurrency ?? 40,
      ...(options.progress ? { progress: options.progress } : {}),
    },
    options.only ?? null,
  );
}

/** Adds `client-0`, `client-1`, … with their roles and grants. */
export function withClients(organization: TestOrganization, clients: number): TestOrganization {
  organization.sandbox.edit((state) => addClients(state, clients));
  return organization;
}

/** Changes IAM of the account of that name behind AWS's back. */
export function editIam(organization: TestOrganization, name: string, change: (iam: IamState) => void): void {
  organization.sandbox.edit((state) => change(iamOf(state, name)));
}

/** The one account of that name. */
export function accountIn(snapshot: OrganizationSnapshot, name: string) {
  const found = snapshot.accounts.filter((account) => account.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} accounts have the name ${name}`);
  return found[0];
}

/** Its IAM, which must have been read. */
export function iamIn(snapshot: OrganizationSnapshot, name: string) {
  const { reading } = accountIn(snapshot, name);
  if (reading.kind !== 'read') throw new Error(`${name} was not read: ${JSON.stringify(reading)}`);
  return reading.iam;
}
