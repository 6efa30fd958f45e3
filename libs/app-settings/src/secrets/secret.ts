import { z } from 'zod';

/** Marks a value as a secret: it is stored encrypted, and shown to nobody. Goes around the value itself: `secret(text).optional()`. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ secret: true });
}

export function isMarkedSecret(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.['secret'] === true;
}
