import type { Operations } from '../operation.ts';
import { getCostAndUsage } from './get-cost-and-usage.ts';

/** What the sandbox answers of https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Cost_Explorer_Service.html */
export const costExplorerOperations: Operations = {
  GetCostAndUsage: getCostAndUsage,
};
