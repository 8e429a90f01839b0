import type { Statement } from '../../model/policy/document.ts';

/** Whether a Deny concerns requests without MFA alone. */
export function isOnlyWithoutMfa({ effect, conditions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    conditions.some(({ operator, key, qualifier, values }) => {
      if (qualifier !== undefined) return false;
      const only = values.every((value) => value.toLowerCase() === (operator === 'Bool' ? 'false' : 'true'));
      if (key === 'aws:multifactorauthpresent') return (operator === 'Bool' || operator === 'Null') && only;
      return key === 'aws:multifactorauthage' && operator === 'Null' && only;
    })
  );
}
