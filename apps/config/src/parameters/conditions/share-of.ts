import { createHash } from 'node:crypto';

const BYTES = 6;

/**
 * The place of an installation among all, from 0 to below 100: always the same for one salt, evenly spread, and by another salt another
 * one. A share that grows from 10 to 20 keeps the installations it has.
 */
export function shareOf(salt: string, installationId: string): number {
  const digest = createHash('sha256').update(`${salt}\0${installationId}`).digest();
  return (digest.readUIntBE(0, BYTES) / 256 ** BYTES) * 100;
}
