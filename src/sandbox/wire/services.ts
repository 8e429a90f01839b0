import { errorTypeRegistries as iamErrors } from '@aws-sdk/client-iam';
import { errorTypeRegistries as organizationsErrors } from '@aws-sdk/client-organizations';
import { errorTypeRegistries as stsErrors } from '@aws-sdk/client-sts';
import type { ServiceName } from '../operation.ts';
import { iamSchemas } from './iam-schemas.ts';
import { organizationsSchemas } from './organizations-schemas.ts';
import { type ErrorSchema, isError, type OperationSchema, queryErrorOf } from './schema.ts';
import { stsSchemas } from './sts-schemas.ts';

/** How a service speaks: https://smithy.io/2.0/aws/protocols/index.html */
export interface ServiceDescription {
  readonly name: ServiceName;
  readonly protocol: 'json' | 'query';
  /** The API version: what an awsQuery request's `Version` says. */
  readonly version: string;
  /** awsQuery only. */
  readonly xmlNamespace: string;
  /** What comes before the operation's name in X-Amz-Target; awsJson only. */
  readonly target: string;
  readonly operations: ReadonlyMap<string, OperationSchema>;
  /** The error's schema by its shape's name or its awsQuery code, with or without `Exception`. */
  errorSchema(code: string): ErrorSchema | undefined;
}

type Registries = typeof organizationsErrors;

export const services: Readonly<Record<ServiceName, ServiceDescription>> = {
  organizations: {
    name: 'organizations',
    protocol: 'json',
    version: '2016-11-28',
    xmlNamespace: '',
    target: 'AWSOrganizationsV20161128',
    operations: byName(organizationsSchemas),
    errorSchema: errorLookup(organizationsErrors),
  },
  iam: {
    name: 'iam',
    protocol: 'query',
    version: '2010-05-08',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    target: '',
    operations: byName(iamSchemas),
    errorSchema: errorLookup(iamErrors),
  },
  sts: {
    name: 'sts',
    protocol: 'query',
    version: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    target: '',
    operations: byName(stsSchemas),
    errorSchema: errorLookup(stsErrors),
  },
};

export function isServiceName(name: string | undefined): name is ServiceName {
  return name !== undefined && Object.hasOwn(services, name);
}

function byName(schemas: readonly OperationSchema[]): ReadonlyMap<string, OperationSchema> {
  return new Map(schemas.map((schema) => [schema[2], schema]));
}

function errorLookup(registries: Registries): (code: string) => ErrorSchema | undefined {
  return (code) => {
    for (const registry of registries) {
      const found = registry.find((schema) => {
        const candidate: unknown = schema;
        if (!isError(candidate)) return false;
        return (
          candidate[2] === code ||
          candidate[2] === `${code}Exception` ||
          queryErrorOf(candidate)?.code === code
        );
      });
      const schema: unknown = found;
      if (isError(schema)) return schema;
    }
    return undefined;
  };
}
