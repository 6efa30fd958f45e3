import { Schema, type Connection } from 'mongoose';
import type { AuditEntry } from './audit-entry.ts';

const auditSchema = new Schema<AuditEntry>(
  {
    at: { type: Date, required: true },
    app: { type: String, required: true },
    action: { type: String, required: true },
    who: { type: String, required: true },
    from: { type: String, required: true },
    changes: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'audit', versionKey: false, id: false },
);
auditSchema.index({ app: 1, at: -1 }, { name: 'by_app_and_time' });

export function auditModel(connection: Connection) {
  return connection.model('AuditEntry', auditSchema);
}
