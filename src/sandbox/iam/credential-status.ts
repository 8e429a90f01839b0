import { violation } from './constraints.ts';

/** Whether a key, certificate or password is to work. @throws SandboxError ValidationError for anything else */
export function readStatus(value: string | undefined): 'Active' | 'Inactive' {
  if (value === 'Active' || value === 'Inactive') return value;
  const allowed = 'Member must satisfy enum value set: [Active, Inactive]';
  throw violation(value === undefined ? 'null' : `'${value}'`, 'status', allowed);
}
