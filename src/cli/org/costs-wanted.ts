import { type CostSpan, defaultDays, defaultMonths, mostDays, mostMonths } from '../../model/cost-span.ts';
import { Failure } from '../../model/failure.ts';
import { chosenFormat } from '../chosen-format.ts';
import type { WantedCosts } from '../costs/costs-of.ts';
import { numberOption } from '../number-option.ts';
import type { OrgCostsOptions } from './costs-options.ts';

/**
 * The requested costs, checked before anything is opened.
 * @throws Failure of kind `usage`
 */
export function wantedCosts(
  options: OrgCostsOptions,
  json: boolean | undefined,
): { readonly wanted: WantedCosts; readonly format: 'text' | 'csv' | 'json' } {
  const { metric = null, cache, yes = false } = options;
  return {
    format: chosenFormat<'text' | 'csv' | 'json'>(options.format, json),
    wanted: { span: validSpan(options), metric, isFresh: !cache, isAgreed: yes },
  };
}

function validSpan({ by, months, days }: OrgCostsOptions): CostSpan {
  if (by === 'day' && months !== undefined) throw otherUnit('--months', 'month', '--days');
  if (by === 'month' && days !== undefined) throw otherUnit('--days', 'day', '--months');
  return by === 'day'
    ? {
        granularity: 'day',
        count: numberOption('--days', days ?? String(defaultDays), mostDays, `${defaultDays} days`),
      }
    : {
        granularity: 'month',
        count: numberOption(
          '--months',
          months ?? String(defaultMonths),
          mostMonths,
          `${defaultMonths} months`,
        ),
      };
}

function otherUnit(flag: string, unit: string, other: string): Failure {
  return new Failure('usage', {
    what: `${flag} needs --by ${unit}`,
    fix: [`add --by ${unit}`, `or use ${other} instead of ${flag}`],
  });
}
