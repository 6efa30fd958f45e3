import type { z } from 'zod';
import { isJsonObject } from './json.ts';
import { mapSecrets } from './map-secrets.ts';

/** Stands for a secret wherever somebody looks: in answers, in the audit, in logs. A secret that is not set is simply absent. */
export const SECRET_IS_SET = Object.freeze({ isSet: true });

/** True for SECRET_IS_SET, as it comes back from a client that changes settings it has read. */
export function standsForSecret(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 1 && value['isSet'] === true;
}

/** A copy of a value that shows of its secrets only that they are set. */
export function redact(schema: z.core.$ZodType, value: unknown): unknown {
  return mapSecrets(schema, value, () => SECRET_IS_SET);
}

/** The secrets in a value by their places, such as `mail.smtpUrl`. */
export function secretsIn(schema: z.core.$ZodType, value: unknown): ReadonlyMap<string, unknown> {
  const secrets = new Map<string, unknown>();
  mapSecrets(schema, value, (secret, path) => {
    secrets.set(path.join('.'), secret);
    return secret;
  });
  return secrets;
}
