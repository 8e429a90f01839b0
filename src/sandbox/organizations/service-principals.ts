import { invalidInput } from './errors.ts';

/**
 * Services that work with Organizations, in front of `.amazonaws.com`.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
 */
const services = new Set([
  'access-analyzer',
  'account',
  'auditmanager',
  'aws-artifact-account-sync',
  'backup',
  'billing',
  'bcm-dashboards',
  'cloudtrail',
  'compute-optimizer',
  'config',
  'config-multiaccountsetup',
  'controltower',
  'cost-optimization-hub.bcm',
  'detective',
  'devops-guru',
  'ds',
  'fms',
  'guardduty',
  'health',
  'iam',
  'inspector2',
  'ipam',
  'license-management.marketplace',
  'license-manager',
  'license-manager-linux-subscriptions',
  'license-manager.member-account',
  'license-manager-user-subscriptions',
  'macie',
  'malware-protection.guardduty',
  'member.org.stacksets.cloudformation',
  'migrationhub-strategy',
  'networkmanager',
  'notifications',
  'observabilityadmin',
  'opsdatasync.ssm',
  'private-marketplace.marketplace',
  'ram',
  'reachabilityanalyzer.networkinsights',
  'reporting.trustedadvisor',
  'resource-explorer-2',
  'securityhub',
  'securitylake',
  'security-ir',
  'servicecatalog',
  'servicequotas',
  'ssm',
  'ssm-quicksetup',
  'sso',
  'stacksets.cloudformation',
  'storage-lens.s3',
  'tagpolicies.tag',
  'trustedadvisor',
  'wellarchitected',
]);

/** @throws SandboxError InvalidInputException for what is none of them */
export function validServicePrincipal(principal: string): void {
  if (principal.endsWith('.amazonaws.com') && services.has(principal.slice(0, -'.amazonaws.com'.length)))
    return;
  throw invalidInput('UNRECOGNIZED_SERVICE_PRINCIPAL', 'You specified an unrecognized service principal.');
}
