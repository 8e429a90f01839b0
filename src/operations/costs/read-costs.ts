import type { CostsApi } from '../../aws/api.ts';
import type { Clock } from '../../clock.ts';
import type { CostQuery, CostReading } from '../../model/costs.ts';
import { costsFailure } from './costs-failure.ts';

/**
 * Asks Cost Explorer, which costs money.
 * @param onPage called before each further page with the number of pages so far
 * @throws Failure where it is not allowed, not enabled or has nothing to say
 */
export async function readCosts(
  costs: CostsApi,
  query: CostQuery,
  clock: Clock,
  onPage: (pages: number) => void,
): Promise<CostReading> {
  try {
    const reading = await costs.costs(query, onPage);
    return { ...reading, readAt: clock.now() };
  } catch (error) {
    throw costsFailure(error) ?? error;
  }
}
