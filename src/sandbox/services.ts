import { errorTypeRegistries as cloudtrailErrors } from '@aws-sdk/client-cloudtrail';
import { errorTypeRegistries as costExplorerErrors } from '@aws-sdk/client-cost-explorer';
import { errorTypeRegistries as iamErrors } from '@aws-sdk/client-iam';
import { errorTypeRegistries as organizationsErrors } from '@aws-sdk/client-organizations';
import { errorTypeRegistries as s3Errors } from '@aws-sdk/client-s3';
import { errorTypeRegistries as stsErrors } from '@aws-sdk/client-sts';
import { parameterMissing, rateExceeded } from './cloudtrail/errors.ts';
import { cloudtrailOperations } from './cloudtrail/operations.ts';
import { cloudtrailRates } from './cloudtrail/rates.ts';
import * as cloudtrailSchemas from './cloudtrail/schemas.ts';
import { costMembersMissing, limitExceeded } from './cost-explorer/errors.ts';
import { costExplorerOperations } from './cost-explorer/operations.ts';
import * as costExplorerSchemas from './cost-explorer/schemas.ts';
import { membersMissing } from './iam/constraints.ts';
import { throttling } from './iam/errors.ts';
import { iamOperations } from './iam/operations.ts';
import * as iamSchemas from './iam/schemas.ts';
import { inputRequired, tooManyRequests } from './organizations/errors.ts';
import { organizationsOperations } from './organizations/operations.ts';
import { organizationsRates } from './organizations/rates.ts';
import * as organizationsSchemas from './organizations/schemas.ts';
import { isHostOfS3, locateBucket } from './s3/addressing.ts';
import { checkBody } from './s3/body-checks.ts';
import { requestBodyMissing, slowDown } from './s3/errors.ts';
import { s3Operations } from './s3/operations.ts';
import * as s3Schemas from './s3/schemas.ts';
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
    endpoint: 'global',
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
    endpoint: 'global',
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
    // The global endpoint is us-east-1 by its signatures.
    endpoint: 'regional',
    schemas: Object.values(stsSchemas),
    errorSchemas: stsErrors,
    operations: stsOperations,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    rates: { per: 'service', rate: { perSecond: 600, burst: 600 } },
    throttled: throttling,
    missingMembers: membersMissing,
  },
  {
    name: 'cloudtrail',
    title: 'CloudTrail',
    version: '2013-11-01',
    protocol: { kind: 'json', target: 'CloudTrail_20131101' },
    endpoint: 'regional',
    schemas: Object.values(cloudtrailSchemas),
    errorSchemas: cloudtrailErrors,
    operations: cloudtrailOperations,
    rates: { per: 'operation', rates: cloudtrailRates },
    throttled: rateExceeded,
    missingMembers: parameterMissing,
  },
  {
    name: 's3',
    title: 'S3',
    version: '2006-03-01',
    protocol: {
      kind: 'rest-xml',
      xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
      unwrapped: ['GetBucketLocation'],
      isAt: isHostOfS3,
      locate: locateBucket,
      checkBody,
    },
    endpoint: 'regional',
    schemas: Object.values(s3Schemas),
    errorSchemas: s3Errors,
    operations: s3Operations,
    rates: null,
    throttled: slowDown,
    missingMembers: requestBodyMissing,
  },
  {
    name: 'ce',
    title: 'Cost Explorer',
    version: '2017-10-25',
    protocol: { kind: 'json', target: 'AWSInsightsIndexService' },
    endpoint: 'global',
    schemas: Object.values(costExplorerSchemas),
    errorSchemas: costExplorerErrors,
    operations: costExplorerOperations,
    rates: null,
    throttled: limitExceeded,
    missingMembers: costMembersMissing,
  },
] as const satisfies readonly Service[];

export type ServiceName = (typeof services)[number]['name'];
