import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../../src/config/schema.ts';

/** The JSON Schema that editors check and complete a configuration file with, as it is published in `docs`. */
export function renderJsonSchema(): string {
  const schema = toJsonSchema(configSchema, {
    // Draft 7 is what the YAML and JSON language servers of editors understand best.
    target: 'draft-07',
    typeMode: 'input',
    // Rules that JSON Schema can't express; the program checks them.
    ignoreActions: ['check', 'check_items', 'raw_check'],
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
