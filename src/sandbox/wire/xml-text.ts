import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { ErrorSchema, StructureSchema } from './schema.ts';

const timestampFormat = { useTrait: true, default: 5 as const };

/**
 * A structure under another name than its shape's: protocols name the outermost element by rules of their own.
 *
 * @param xmlNamespace of the outermost element; '' for none
 */
export function xmlText(
  serviceNamespace: string,
  name: string,
  structure: StructureSchema | ErrorSchema,
  output: unknown,
  xmlNamespace = '',
): string {
  const renamed: StructureSchema = [3, structure[1], name, 0, structure[4], structure[5]];
  const serializer = new XmlShapeSerializer({ xmlNamespace, serviceNamespace, timestampFormat });
  serializer.write(renamed, output ?? {});
  return String(serializer.flush());
}
