/** A statement of a policy that AWS manages. */
export interface ManagedStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface ServicePolicy {
  readonly name: string;
  readonly path: string;
  /** The version in force, and its day. */
  readonly version: number;
  readonly day: string;
  readonly description: string;
  readonly statements: readonly ManagedStatement[];
}

/** The actions of one service. */
function of(service: string, names: string): string[] {
  return names.split(' ').map((name) => `${service}:${name}`);
}

function allow(Action: string | readonly string[], parts: Partial<ManagedStatement> = {}): ManagedStatement {
  return { Effect: 'Allow', Action, Resource: '*', ...parts };
}

const writeLogs = of('logs', 'CreateLogGroup CreateLogStream PutLogEvents');
const writeTraces = of(
  'xray',
  'PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries',
);

/**
 * Policies of AWS that roles of services and machines commonly have. Each document is AWS's own in the version named;
 * the descriptions are not.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const servicePolicies: readonly ServicePolicy[] = [
  {
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    version: 1,
    day: '2015-04-09',
    description: 'Writing of logs, for a function.',
    statements: [allow(writeLogs)],
  },
  {
    name: 'AWSLambdaDynamoDBExecutionRole',
    path: '/service-role/',
    version: 1,
    day: '2015-04-09',
    description: "Reading of a table's stream and writing of logs, for a function.",
    statements: [
      allow([...of('dynamodb', 'DescribeStream GetRecords GetShardIterator ListStreams'), ...writeLogs]),
    ],
  },
  {
    name: 'AWSLambdaSQSQueueExecutionRole',
    path: '/service-role/',
    version: 1,
    day: '2018-06-14',
    description: 'Taking from queues and writing of logs, for a function.',
    statements: [allow([...of('sqs', 'ReceiveMessage DeleteMessage GetQueueAttributes'), ...writeLogs])],
  },
  {
    name: 'AWSLambdaVPCAccessExecutionRole',
    path: '/service-role/',
    version: 3,
    day: '2024-01-05',
    description: 'Network interfaces and writing of logs, for a function in a VPC.',
    statements: [
      allow(
        [
          ...writeLogs,
          ...of(
            'ec2',
            'CreateNetworkInterface DescribeNetworkInterfaces DescribeSubnets DeleteNetworkInterface AssignPrivateIpAddresses UnassignPrivateIpAddresses',
          ),
        ],
        { Sid: 'AWSLambdaVPCAccessExecutionPermissions' },
      ),
    ],
  },
  {
    name: 'AWSXRayDaemonWriteAccess',
    path: '/',
    version: 2,
    day: '2024-02-13',
    description: 'Writing of traces.',
    statements: [allow(writeTraces, { Sid: 'AWSXRayDaemonWriteAccess', Resource: ['*'] })],
  },
  {
    name: 'AmazonAPIGatewayPushToCloudWatchLogs',
    path: '/service-role/',
    version: 1,
    day: '2015-11-11',
    description: 'Writing of logs, for API Gateway.',
    statements: [
      allow(
        of(
          'logs',
          'CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents GetLogEvents FilterLogEvents',
        ),
      ),
    ],
  },
  {
    name: 'AmazonEC2ContainerRegistryReadOnly',
    path: '/',
    version: 3,
    day: '2019-12-10',
    description: 'Reading of container images.',
    statements: [
      allow(
        of(
          'ecr',
          'GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer GetRepositoryPolicy DescribeRepositories ListImages DescribeImages BatchGetImage GetLifecyclePolicy GetLifecyclePolicyPreview ListTagsForResource DescribeImageScanFindings',
        ),
      ),
    ],
  },
  {
    name: 'AmazonEC2FullAccess',
    path: '/',
    version: 5,
    day: '2018-11-27',
    description: 'Everything in EC2.',
    statements: [
      allow('ec2:*'),
      allow('elasticloadbalancing:*'),
      allow('cloudwatch:*'),
      allow('autoscaling:*'),
      allow('iam:CreateServiceLinkedRole', {
        Condition: {
          StringEquals: {
            'iam:AWSServiceName': [
              'autoscaling.amazonaws.com',
              'ec2scheduled.amazonaws.com',
              'elasticloadbalancing.amazonaws.com',
              'spot.amazonaws.com',
              'spotfleet.amazonaws.com',
              'transitgateway.amazonaws.com',
            ],
          },
        },
      }),
    ],
  },
  {
    name: 'AmazonEC2ReadOnlyAccess',
    path: '/',
    version: 2,
    day: '2024-02-14',
    description: 'Reading in EC2.',
    statements: [
      allow(['ec2:Describe*', 'ec2:Get*'], { Sid: 'EC2' }),
      allow('elasticloadbalancing:Describe*', { Sid: 'ELB' }),
      allow(of('cloudwatch', 'ListMetrics GetMetricStatistics Describe*'), { Sid: 'Cloudwatch' }),
      allow('autoscaling:Describe*', { Sid: 'Autoscaling' }),
    ],
  },
  {
    name: 'AmazonECSTaskExecutionRolePolicy',
    path: '/service-role/',
    version: 1,
    day: '2017-11-16',
    description: 'Images and logs, for tasks of ECS.',
    statements: [
      allow([
        ...of(
          'ecr',
          'GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer BatchGetImage',
        ),
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ]),
    ],
  },
  {
    name: 'AmazonEKSWorkerNodePolicy',
    path: '/',
    version: 3,
    day: '2023-11-27',
    description: 'What a node of EKS asks.',
    statements: [
      allow(
        [
          ...of(
            'ec2',
            'DescribeInstances DescribeInstanceTypes DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeVolumes DescribeVolumesModifications DescribeVpcs',
          ),
          'eks:DescribeCluster',
          'eks-auth:AssumeRoleForPodIdentity',
        ],
        { Sid: 'WorkerNodePermissions' },
      ),
    ],
  },
  {
    name: 'AmazonEKS_CNI_Policy',
    path: '/',
    version: 5,
    day: '2024-03-04',
    description: 'Network interfaces, for a node of EKS.',
    statements: [
      allow(
        of(
          'ec2',
          'AssignPrivateIpAddresses AttachNetworkInterface CreateNetworkInterface DeleteNetworkInterface DescribeInstances DescribeTags DescribeNetworkInterfaces DescribeInstanceTypes DescribeSubnets DetachNetworkInterface ModifyNetworkInterfaceAttribute UnassignPrivateIpAddresses',
        ),
        { Sid: 'AmazonEKSCNIPolicy' },
      ),
      allow(['ec2:CreateTags'], {
        Sid: 'AmazonEKSCNIPolicyENITag',
        Resource: ['arn:aws:ec2:*:*:network-interface/*'],
      }),
    ],
  },
  {
    name: 'AmazonRDSEnhancedMonitoringRole',
    path: '/service-role/',
    version: 1,
    day: '2015-11-11',
    description: 'Writing of logs, for RDS.',
    statements: [
      allow(['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], {
        Sid: 'EnableCreationAndManagementOfRDSCloudwatchLogGroups',
        Resource: ['arn:aws:logs:*:*:log-group:RDS*'],
      }),
      allow(of('logs', 'CreateLogStream PutLogEvents DescribeLogStreams GetLogEvents'), {
        Sid: 'EnableCreationAndManagementOfRDSCloudwatchLogStreams',
        Resource: ['arn:aws:logs:*:*:log-group:RDS*:log-stream:*'],
      }),
    ],
  },
  {
    name: 'AmazonS3FullAccess',
    path: '/',
    version: 2,
    day: '2021-09-27',
    description: 'Everything in S3.',
    statements: [allow(['s3:*', 's3-object-lambda:*'])],
  },
  {
    name: 'AmazonS3ReadOnlyAccess',
    path: '/',
    version: 3,
    day: '2023-08-10',
    description: 'Reading in S3.',
    statements: [
      allow([...of('s3', 'Get* List* Describe*'), 's3-object-lambda:Get*', 's3-object-lambda:List*']),
    ],
  },
  {
    name: 'AmazonSSMManagedInstanceCore',
    path: '/',
    version: 2,
    day: '2019-05-23',
    description: 'What a machine managed by Systems Manager asks.',
    statements: [
      allow(
        of(
          'ssm',
          'DescribeAssociation GetDeployablePatchSnapshotForInstance GetDocument DescribeDocument GetManifest GetParameter GetParameters ListAssociations ListInstanceAssociations PutInventory PutComplianceItems PutConfigurePackageResult UpdateAssociationStatus UpdateInstanceAssociationStatus UpdateInstanceInformation',
        ),
      ),
      allow(of('ssmmessages', 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel')),
      allow(
        of('ec2messages', 'AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply'),
      ),
    ],
  },
  {
    name: 'CloudWatchAgentServerPolicy',
    path: '/',
    version: 3,
    day: '2024-02-06',
    description: 'Metrics, logs and traces, for a machine.',
    statements: [
      allow(
        [
          'cloudwatch:PutMetricData',
          'ec2:DescribeVolumes',
          'ec2:DescribeTags',
          ...of(
            'logs',
            'PutLogEvents PutRetentionPolicy DescribeLogStreams DescribeLogGroups CreateLogStream CreateLogGroup',
          ),
          ...writeTraces,
        ],
        { Sid: 'CWACloudWatchServerPermissions' },
      ),
      allow(['ssm:GetParameter'], {
        Sid: 'CWASSMServerPermissions',
        Resource: 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*',
      }),
    ],
  },
  {
    name: 'CloudWatchLogsFullAccess',
    path: '/',
    version: 3,
    day: '2025-05-20',
    description: 'Everything in CloudWatch Logs.',
    statements: [
      allow(['logs:*', 'cloudwatch:GenerateQuery', 'cloudwatch:GenerateQueryResultsSummary'], {
        Sid: 'CloudWatchLogsFullAccess',
      }),
    ],
  },
];
