import type { Charge, ChargeType } from './charges.ts';

interface Metric {
  readonly unit: string;
  readonly of: (charge: Charge) => number;
}

const discounted = new Set<ChargeType>(['Usage', 'DiscountedUsage', 'RIFee', 'Fee']);

/** With the discount that AWS gives on the whole. */
function net({ item }: Charge, amount: number): number {
  return discounted.has(item.type) ? amount - Math.floor(amount / 25) : amount;
}

/** https://docs.aws.amazon.com/cost-management/latest/userguide/ce-advanced.html */
export const metrics: Readonly<Record<string, Metric>> = {
  AmortizedCost: { unit: 'USD', of: (charge) => charge.amortized },
  // No account of the sandbox shares a rate with another one.
  BlendedCost: { unit: 'USD', of: (charge) => charge.unblended },
  NetAmortizedCost: { unit: 'USD', of: (charge) => net(charge, charge.amortized) },
  NetUnblendedCost: { unit: 'USD', of: (charge) => net(charge, charge.unblended) },
  NormalizedUsageAmount: { unit: 'N/A', of: () => 0 },
  UnblendedCost: { unit: 'USD', of: (charge) => charge.unblended },
  UsageQuantity: { unit: 'N/A', of: (charge) => charge.quantity },
};
