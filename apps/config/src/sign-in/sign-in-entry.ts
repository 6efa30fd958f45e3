import type { RequestContext } from '@parlance/contracts';
import type { AdministratorRecord } from '../administrators/administrator-record.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';

const WORDS = { 'sign-in': 'in to', 'sign-out': 'out of' } as const;

/** The line of the audit about the beginning or the end of a session. */
export function signInEntry(
  action: keyof typeof WORDS,
  { _id: id, name }: AdministratorRecord,
  address: string,
  { requestId }: RequestContext,
): Omit<AuditEntry, 'at' | 'app'> {
  const place = address === '' ? {} : { address };
  const text = `${name} signed ${WORDS[action]} the console.`;
  return { action: `administrators.${action}`, who: 'administrator', from: requestId, by: { id, name }, ...place, text, changes: [] };
}
