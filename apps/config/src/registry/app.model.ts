import { Schema, type Connection } from 'mongoose';
import type { AppRecord } from './app-record.ts';

/** Free form: checked by the code that writes it, and again when read, since an older version may have written it. */
const Free = Schema.Types.Mixed;

const appSchema = new Schema<AppRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    enabled: { type: Boolean, required: true },
    version: { type: Number, required: true },
    database: { type: Free, required: true },
    databaseClaim: { type: String, required: true },
    keys: { type: Free, required: true },
    keyNotes: { type: Free },
    keyEndsAt: { type: Date },
    settings: { type: Free, required: true },
    cloud: { type: String },
    release: { type: String },
    manifest: { type: Free },
    hooks: { type: Free },
    declared: { type: Free },
    deletion: { type: Free },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'apps', versionKey: false, minimize: false, id: false },
);
appSchema.index({ databaseClaim: 1 }, { unique: true, name: 'one_app_per_database' });
appSchema.index({ keyEndsAt: 1 }, { sparse: true, name: 'by_end_of_keys' });

export function appModel(connection: Connection) {
  return connection.model('App', appSchema);
}
