import { randomBytes } from 'node:crypto';

const ID_BYTES = 8;

export function newAdministratorId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}

/** Names that differ by case alone are one. */
export function nameKeyOf(name: string): string {
  return name.toLowerCase();
}
