import schema from '../../../docs/diverst.config.schema.json' with { type: 'json' };

/** The JSON Schema of the configuration file, as it is published. */
export const schemaText = `${JSON.stringify(schema, null, 2)}\n`;
