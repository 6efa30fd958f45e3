import type { Db } from '@parlance/mongo';

interface CurrentOperation {
  readonly connectionId?: number;
  readonly desc?: string;
  readonly lsid?: { readonly id: unknown };
}

/**
 * Ends the open transactions of a data process that was killed. MongoDB does so itself, after a minute; until then the objects they
 * have changed are locked, and their database cannot be dropped.
 */
export async function endOrphanedTransactions(database: Db): Promise<void> {
  const admin = database.client.db('admin');
  const connections = await admin
    .aggregate<CurrentOperation>([{ $currentOp: { allUsers: true, idleConnections: true, idleSessions: false } }])
    .toArray();
  const alive = new Set(connections.map(({ connectionId }) => connectionId));
  const waiting = { desc: 'inactive transaction', appName: 'parlance-data' };
  const open = await admin
    .aggregate<CurrentOperation>([{ $currentOp: { allUsers: true, idleSessions: true } }, { $match: waiting }])
    .toArray();
  const orphans = open.filter(({ connectionId }) => !alive.has(connectionId)).map(({ lsid }) => ({ id: lsid?.id }));
  if (orphans.length > 0) await admin.command({ killSessions: orphans });
}
