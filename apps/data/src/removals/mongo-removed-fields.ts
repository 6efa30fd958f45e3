import { fieldTypeText, REMOVED_FIELDS, type FieldType } from '@parlance/values';

/** How long a worker that is not heard of is waited for. Each batch of objects takes a small part of that. */
export const LEASE_MS = 10_000;

const MEMBER = `_metadata.${REMOVED_FIELDS}`;

/** Member of a `_SCHEMA` document that says of a field that its values are being removed. Field names have no dots. */
export function removedMember(field: string): string {
  return `${MEMBER}.${field}`;
}

export function removalOf(type: FieldType, worker: string): { readonly type: string; readonly worker: string; readonly until: Date } {
  return { type: fieldTypeText(type), worker, until: leaseEnd() };
}

export function leaseEnd(): Date {
  return new Date(Date.now() + LEASE_MS);
}
