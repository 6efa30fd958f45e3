import { readFrom } from '@parlance/mongo';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import { redactAudit } from '../audit/redact-audit.ts';
import type { RecordSealer, SecretCounts, StoredApp } from './record-sealer.ts';

export interface Resealed {
  /** Apps that were looked at. */
  readonly apps: number;
  /** Apps whose secrets were encrypted anew. */
  readonly changed: number;
  /** Secrets that are stored, and how many of them were encrypted anew. */
  readonly secrets: number;
  readonly resealed: number;
  /** Entries of the audit from which secrets were taken out, which older versions wrote. */
  readonly auditEntries: number;
}

/**
 * Encrypts secrets that are stored in clear or, with `rotate`, with another key than the current one. Apps are changed one by one, each in
 * a transaction that looks again, so a run that was interrupted is completed by the next, and a second run finds nothing to do.
 *
 * @param progress told of each app that was changed
 * @throws MissingKeyError when an app has secrets whose key is lost: its id is in the message
 */
export async function resealApps(
  database: MongoControlDatabase,
  sealer: RecordSealer,
  rotate: boolean,
  progress: (app: string, resealed: number) => void,
): Promise<Resealed> {
  const { apps, collection } = await database.open();
  const due = ({ clear, old }: SecretCounts) => clear + (rotate ? old : 0);
  const sums = { apps: 0, changed: 0, secrets: 0, resealed: 0 };
  const all = await readFrom(collection, 'find', () => apps.find().sort({ _id: 1 }).lean<StoredApp[]>().exec());
  for (const seen of all) {
    sealer.open(seen); // A lost key is told of before anything is changed, also where nothing is due.
    const { clear, old, current } = sealer.count(seen);
    const resealed = due({ clear, old, current }) > 0 ? await reseal(seen._id) : 0;
    sums.apps++;
    sums.secrets += clear + old + current;
    sums.resealed += resealed;
    if (resealed === 0) continue;
    sums.changed++;
    progress(seen._id, resealed);
  }
  return { ...sums, auditEntries: await redactAudit(database) };

  function reseal(id: string): Promise<number> {
    return database.transaction(async (models, session) => {
      const stored = await models.apps.findById(id).session(session).lean<StoredApp>().exec();
      if (stored === null) return 0;
      const count = due(sealer.count(stored));
      // The same app in other letters: neither its version nor the audit tells of it.
      if (count > 0) await models.apps.replaceOne({ _id: id }, sealer.seal(sealer.open(stored)), { session }).exec();
      return count;
    });
  }
}
