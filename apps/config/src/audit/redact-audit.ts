import { appSettings, holdsSecrets, redact } from '@parlance/app-settings';
import { writeTo } from '@parlance/mongo';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import type { AuditChange, AuditEntry } from './audit-entry.ts';

/** Layers and names as describe-changes.ts writes them, such as `settings.mail`. */
const SECRETIVE_NAMES: ReadonlyMap<string, keyof typeof appSettings.shape> = new Map(
  Object.entries(appSettings.shape)
    .filter(([, schema]) => holdsSecrets(schema))
    .flatMap(([name]) => ['settings', 'declared'].map((layer) => [`${layer}.${name}`, name as keyof typeof appSettings.shape] as const)),
);

/**
 * Takes secrets out of audit entries that an older version wrote with them. Nothing else in the audit is ever changed.
 *
 * @returns the number of entries that were changed
 */
export async function redactAudit(database: MongoControlDatabase): Promise<number> {
  const { audit, collection } = await database.open();
  return writeTo(collection, 'update', async () => {
    let changed = 0;
    for await (const entry of audit
      .find({ 'changes.name': { $in: [...SECRETIVE_NAMES.keys()] } })
      .lean<AuditEntry & { _id: unknown }>()
      .cursor()) {
      const changes = entry.changes.map(redactChange);
      if (JSON.stringify(changes) === JSON.stringify(entry.changes)) continue;
      await audit.updateOne({ _id: entry._id }, { $set: { changes } }).exec();
      changed++;
    }
    return changed;
  });
}

function redactChange(change: AuditChange): AuditChange {
  const setting = SECRETIVE_NAMES.get(change.name);
  if (setting === undefined || !('before' in change || 'after' in change)) return change;
  const schema = appSettings.shape[setting];
  return { name: change.name, before: redact(schema, change.before), after: redact(schema, change.after) };
}
