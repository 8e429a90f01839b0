import * as v from 'valibot';
import { type CostMetric, costMetrics } from '../model/costs.ts';

const metricAllowed = 'unblended, amortized or net-amortized';

export const costsSection = v.pipe(
  v.strictObject({
    ask: v.optional(
      v.pipe(
        v.boolean('true or false'),
        v.title('Ask first'),
        v.description(
          'Whether diverst asks you before it sends a request to Cost Explorer, which AWS bills. If false, diverst only shows the price.',
        ),
      ),
      true,
    ),
    metric: v.optional(
      v.pipe(
        v.picklist(costMetrics, metricAllowed),
        v.title('Metric'),
        v.description('The costs that diverst shows. --metric overrides it.'),
      ),
      'unblended' satisfies CostMetric,
    ),
  }),
  v.title('Costs'),
  v.description('How diverst reads costs from Cost Explorer.'),
);
