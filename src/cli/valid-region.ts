import { Failure } from '../model/failure.ts';
import { isRegion } from '../model/region.ts';

/**
 * The region that was given, before AWS is asked there, or before it is written to a file.
 * @throws Failure of kind `usage` for what cannot be a region
 */
export function validRegion(region: string | null): string | null {
  if (region === null || isRegion(region)) return region;
  throw new Failure('usage', {
    what: `${JSON.stringify(region)} is not an AWS region`,
    fix: ['give a region such as --region eu-central-1'],
  });
}
