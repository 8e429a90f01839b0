import { nearestNames } from '../../model/account-name.ts';
import { type CheckId, checkIds } from '../../model/checks.ts';
import { Failure } from '../../model/failure.ts';
import { checksCsv, checksJson, checksText, checkText } from '../../views/checks.ts';
import { chosenFormat } from '../chosen-format.ts';
import type { CommandContext } from '../context.ts';
import type { OrgChecksOptions } from './audit-options.ts';

export function runOrgChecks(
  name: string | null,
  { format: asked }: OrgChecksOptions,
  { terminal, globals }: CommandContext,
): void {
  const format = chosenFormat(asked, globals.json);
  const id = name === null ? null : validCheck(name);
  if (format === 'json') terminal.out(checksJson(id));
  else if (format === 'csv') terminal.out(checksCsv(id));
  else if (id === null) terminal.out(checksText(terminal.outPaint));
  else terminal.out(checkText(id, terminal.outPaint));
}

/**
 * The id of a check, of itself or with the subject of a finding behind it.
 * @throws Failure of kind `usage` with the ids that were probably meant
 */
function validCheck(name: string): CheckId {
  const wanted = name.split(':', 1)[0] ?? '';
  const id = checkIds.find((one) => one === wanted);
  if (id !== undefined) return id;
  const near = nearestNames(wanted, checkIds);
  throw new Failure('usage', {
    what: `cannot show the check ${JSON.stringify(wanted)}: it does not exist`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      'list all checks: diverst org checks',
    ],
  });
}
