import { hash } from 'node:crypto';
import { config } from '@parlance/contracts';
import type { AppKeys } from '../registry/app-record.ts';

/** Digests of the keys that callers may present; webhook and file keys are nobody's to present. */
export function keyDigests(keys: AppKeys): config.KeyDigests {
  const digests: config.KeyDigests = {};
  for (const kind of [...config.CLIENT_KEYS, ...config.PRIVILEGED_KEYS]) {
    const values = keys[kind];
    if (values !== undefined) digests[kind] = values.map((key) => hash('sha256', key, 'base64'));
  }
  return digests;
}
