import { Schema, type Connection } from 'mongoose';
import type { AuditEntry } from './audit-entry.ts';

const auditSchema = new Schema<AuditEntry>(
  {
    at: { type: Date, required: true },
    app: { type: String },
    action: { type: String, required: true },
    who: { type: String, required: true },
    from: { type: String, required: true },
    changes: { type: Schema.Types.Mixed, required: true },
    by: { type: Schema.Types.Mixed },
    address: { type: String },
    text: { type: String },
    outcome: { type: String },
    error: { type: Number },
    endedAt: { type: Date },
    subject: { type: String },
  },
  { collection: 'audit', versionKey: false, id: false },
);
auditSchema.index({ app: 1, at: -1 }, { name: 'by_app_and_time' });
auditSchema.index({ app: 1, _id: -1 }, { name: 'by_app' });
auditSchema.index({ app: 1, subject: 1, _id: -1 }, { name: 'by_subject', partialFilterExpression: { subject: { $exists: true } } });

export function auditModel(connection: Connection) {
  return connection.model('AuditEntry', auditSchema);
}
