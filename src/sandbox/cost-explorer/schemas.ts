/** The schemas of the operations that the sandbox answers, named one by one: a bundle holds no others. */
export { GetCostAndUsage$ } from '@aws-sdk/client-cost-explorer';
