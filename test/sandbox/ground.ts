import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import {
  assembleSandbox,
  type ProfileKeys,
  type Sandbox,
  type SandboxOptions,
} from '../../src/sandbox/assemble.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import type { Operation, Operations, Permission } from '../../src/sandbox/operation.ts';
import { organizationsOperations } from '../../src/sandbox/organizations/operations.ts';
import type { Service } from '../../src/sandbox/service.ts';
import { type ServiceName, services } from '../../src/sandbox/services.ts';

/** STS and IAM as far as the tests of the ground need them, so that those stand without the services themselves. */
const whoAmI: Operation<unknown> = {
  mutates: false,
  permissions: () => [],
  run: (_, { caller }) => ({ Account: caller.accountId, Arn: caller.arn, UserId: caller.userId }),
};

const plainOperations: Readonly<Record<ServiceName, Operations>> = {
  organizations: organizationsOperations,
  iam: {},
  sts: { GetCallerIdentity: whoAmI },
  s3: {},
  cloudtrail: {},
  ce: {},
};

export interface Ground {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  organizations(keys?: Keys): OrganizationsClient;
  sts(keys?: Keys): STSClient;
  iam(keys?: Keys): IAMClient;
  /** What was asked of the authorizer, in order. */
  readonly asked: Permission[];
}

export type Keys = ProfileKeys & { readonly sessionToken?: string };

/**
 * A sandbox on a virtual clock whose authorizer allows everything that `denied` does not name (by action, or by
 * action and resource), with real SDK clients in front of it.
 */
export function ground(
  options: SandboxOptions & {
    readonly denied?: readonly string[];
    readonly operations?: Partial<Record<ServiceName, Operations>>;
    /** Beside those of the sandbox. */
    readonly moreServices?: readonly Service[];
  } = {},
): Ground {
  const clock = options.clock instanceof VirtualClock ? options.clock : new VirtualClock();
  const asked: Permission[] = [];
  const operations = { ...plainOperations, ...options.operations };
  const denied = new Set(options.denied ?? []);
  const sandbox = assembleSandbox(
    { start: 'unguarded', ...options, clock },
    {
      services: [
        ...services.map((service) => ({ ...service, operations: operations[service.name] })),
        ...(options.moreServices ?? []),
      ],
      authorize: (_, __, permission) => {
        asked.push(permission);
        const { action, resource } = permission;
        return denied.has(action) || denied.has(`${action} ${resource}`)
          ? { allowed: false, reason: `no identity-based policy allows the ${action} action` }
          : { allowed: true };
      },
    },
  );
  const config = (keys?: Keys) => ({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: keys ?? sandbox.profiles.management,
    maxAttempts: 1,
  });
  return {
    sandbox,
    clock,
    asked,
    organizations: (keys) => new OrganizationsClient(config(keys)),
    sts: (keys) => new STSClient(config(keys)),
    iam: (keys) => new IAMClient(config(keys)),
  };
}

/** The error that a promise ends with, with the fields that the SDK and Node give errors. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly Reason?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('It was expected to fail.');
}
