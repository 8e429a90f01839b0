import { SandboxError } from '../operation.ts';

/** What a parameter's text must be like. */
export interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

export function validationError(message: string): SandboxError {
  return new SandboxError('ValidationError', message, 400);
}

/**
 * A parameter's value, if it is given and keeps its rule.
 *
 * @param parameter its name in the API, starting with a small letter as in AWS's messages
 * @throws SandboxError ValidationError
 */
export function requireText(value: string | undefined, parameter: string, rule: TextRule): string {
  if (value === undefined) throw violation('null', parameter, 'Member must not be null');
  if (value.length < rule.min) {
    const limit = `Member must have length greater than or equal to ${rule.min}`;
    throw violation(`'${value}'`, parameter, limit);
  }
  if (value.length > rule.max) {
    throw violation(`'${value}'`, parameter, `Member must have length less than or equal to ${rule.max}`);
  }
  if (rule.pattern && !rule.pattern.test(value)) {
    const expression = rule.pattern.source.slice(1, -1);
    throw violation(`'${value}'`, parameter, `Member must satisfy regular expression pattern: ${expression}`);
  }
  return value;
}

export function optionalText(
  value: string | undefined,
  parameter: string,
  rule: TextRule,
): string | undefined {
  return value === undefined ? undefined : requireText(value, parameter, rule);
}

export function requireNumber(value: number, parameter: string, min: number, max: number): number {
  if (value < min) {
    throw violation(`'${value}'`, parameter, `Member must have value greater than or equal to ${min}`);
  }
  if (value > max) {
    throw violation(`'${value}'`, parameter, `Member must have value less than or equal to ${max}`);
  }
  return value;
}

/** @param allowed in the order in which AWS names them */
export function requireOneOf(value: string, parameter: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw violation(`'${value}'`, parameter, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

export function violation(value: string, parameter: string, constraint: string): SandboxError {
  const shown = value === 'null' ? 'Value null' : `Value ${value}`;
  return validationError(
    `1 validation error detected: ${shown} at '${parameter}' failed to satisfy constraint: ${constraint}`,
  );
}

/** @param names of the members in the model */
export function membersMissing(names: readonly string[]): SandboxError {
  const errors = names.map((name) => {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    return `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  });
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  return validationError(`${count} detected: ${errors.join('; ')}`);
}
