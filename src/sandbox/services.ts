import { errorTypeRegistries as iamErrors } from '@aws-sdk/client-iam';
import { errorTypeRegistries as organizationsErrors } from '@aws-sdk/client-organizations';
import { errorTypeRegistries as stsErrors } from '@aws-sdk/client-sts';
import { membersMissing } from './iam/constraints.ts';
import { throttling } from './iam/errors.ts';
import { iamOperations } from './iam/operations.ts';
import * as iamSchemas from './iam/schemas.ts';
import { inputRequired, tooManyRequests } from './organizations/errors.ts';
import { organizationsOperations } from './organizations/operations.ts';
import { organizationsRates } from './organizations/rates.ts';
import * as organizationsSchemas from './organizations/schemas.ts';
import type { Service } from './service.ts';
import { stsOperations } from './sts/operations.ts';
import * as stsSchemas from './sts/schemas.ts';

/** The services that the sandbox answers: to be answered, one needs nothing but its row here. */
export const services = [
  {
    name: 'organizations',
    title: 'Organizations',
    version: '2016-11-28',
    protocol: { kind: 'json', target: 'AWSOrganizationsV20161128' },
    schemas: Object.values(organizationsSchemas),
    errorSchemas: organizationsErrors,
    operations: organizationsOperations,
    rates: { per: 'operation', rates: organizationsRates },
    throttled: tooManyRequests,
    missingMembers: inputRequired,
  },
  {
    name: 'iam',
    title: 'IAM',
    version: '2010-05-08',
    protocol: { kind: 'query', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    schemas: Object.values(iamSchemas),
    errorSchemas: iamErrors,
    operations: iamOperations,
    rates: null,
    throttled: throttling,
    missingMembers: membersMissing,
  },
  {
    name: 'sts',
    title: 'STS',
    version: '2011-06-15',
    protocol: { kind: 'query', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    schemas: Object.values(stsSchemas),
    errorSchemas: stsErrors,
    operations: stsOperations,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    rates: { per: 'service', rate: { perSecond: 600, burst: 600 } },
    throttled: throttling,
    missingMembers: membersMissing,
  },
] as const satisfies readonly Service[];

export type ServiceName = (typeof services)[number]['name'];
