import { decodeWrite, type ObjectWrite } from '@parlance/values';

/** A write together with what a service adds to it; for the same member the service's word counts. */
export function withTrusted(write: ObjectWrite, trusted: Record<string, unknown> | undefined, mode: 'create' | 'update'): ObjectWrite {
  if (trusted === undefined) return write;
  const added = decodeWrite(trusted, mode, { maintenance: true, allowCustomObjectId: true });
  const changes = new Map([...write.changes, ...added.changes]);
  return { changes, acl: added.acl ?? write.acl, objectId: added.objectId ?? write.objectId };
}
