import type { RequestContext } from '@parlance/contracts';
import type { AuditEntry } from '../audit/audit-entry.ts';

/** The author of a change, for the audit: as the door found them to be, else a holder of the master key. */
export function authorOf({ requestId, author }: RequestContext): Pick<AuditEntry, 'who' | 'from' | 'by' | 'address'> {
  if (author === undefined) return { who: 'master', from: requestId };
  const { kind, id, name, address } = author;
  const place = address === '' ? {} : { address };
  if (kind === 'masterKey') return { who: 'master', from: requestId, ...place };
  return { who: kind, from: requestId, by: { id, name }, ...place };
}
