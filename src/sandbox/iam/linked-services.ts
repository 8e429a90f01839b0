/** A service that links a role of its own to accounts. */
export interface LinkedService {
  /** `AWSServiceRoleFor…` */
  readonly roleName: string;
  /** Whether a suffix of the caller's may follow the name, with `_` between them. */
  readonly suffix: boolean;
}

/**
 * By service principal, as far as the sandbox knows them: what a service calls its role cannot be derived.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const names: Readonly<Record<string, string>> = {
  'access-analyzer': 'AccessAnalyzer',
  apidestinations: 'AmazonEventBridgeApiDestinations',
  appmesh: 'AppMesh',
  autoscaling: 'AutoScaling',
  backup: 'Backup',
  batch: 'Batch',
  cloudtrail: 'CloudTrail',
  config: 'Config',
  controltower: 'AWSControlTower',
  'cost-optimization-hub.bcm': 'CostOptimizationHub',
  ec2scheduled: 'EC2ScheduledInstances',
  ecs: 'ECS',
  eks: 'AmazonEKS',
  'eks-fargate': 'AmazonEKSForFargate',
  'eks-nodegroup': 'AmazonEKSNodegroup',
  elasticache: 'ElastiCache',
  elasticbeanstalk: 'ElasticBeanstalk',
  elasticfilesystem: 'AmazonElasticFileSystem',
  elasticloadbalancing: 'ElasticLoadBalancing',
  elasticmapreduce: 'EMRCleanup',
  es: 'AmazonElasticsearchService',
  guardduty: 'AmazonGuardDuty',
  inspector2: 'AmazonInspector2',
  kafka: 'Kafka',
  macie: 'AmazonMacie',
  'member.org.stacksets.cloudformation': 'CloudFormationStackSetsOrgMember',
  opensearchservice: 'AmazonOpenSearchService',
  'ops.apigateway': 'APIGateway',
  organizations: 'Organizations',
  rds: 'RDS',
  redshift: 'Redshift',
  'replication.ecr': 'ECRReplication',
  'resource-explorer-2': 'ResourceExplorer',
  securityhub: 'SecurityHub',
  spot: 'EC2Spot',
  spotfleet: 'EC2SpotFleet',
  ssm: 'AmazonSSM',
  sso: 'SSO',
  'stacksets.cloudformation': 'CloudFormationStackSetsOrgAdmin',
  support: 'Support',
  trustedadvisor: 'TrustedAdvisor',
};

const withSuffix: ReadonlySet<string> = new Set(['autoscaling']);

/** @param principal `organizations.amazonaws.com`; principals are compared with case */
export function linkedService(principal: string): LinkedService | undefined {
  const label = principal.endsWith('.amazonaws.com') ? principal.slice(0, -'.amazonaws.com'.length) : '';
  const name = Object.hasOwn(names, label) ? names[label] : undefined;
  if (name === undefined) return undefined;
  return { roleName: `AWSServiceRoleFor${name}`, suffix: withSuffix.has(label) };
}
