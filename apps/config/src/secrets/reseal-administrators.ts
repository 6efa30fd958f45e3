import { readFrom } from '@parlance/mongo';
import type { AdministratorRecord, KeptSecondFactor } from '../administrators/administrator-record.ts';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import { placeOf } from '../sign-in/second-factor.ts';
import type { RecordSealer } from './record-sealer.ts';

const MEMBERS = ['secondFactor', 'offeredFactor'] as const;

/**
 * Encrypts the second factors of administrators with the current key, those that another one has encrypted.
 *
 * @returns how many were encrypted anew
 * @throws MissingKeyError when the key of one is lost
 */
export async function resealAdministrators(database: MongoControlDatabase, sealer: RecordSealer): Promise<number> {
  const administrators = (await database.open()).database.collection<AdministratorRecord>('administrators');
  const withSecret = { $or: MEMBERS.map((member) => ({ [member]: { $exists: true } })) };
  const found = await readFrom(administrators, 'find', () => administrators.find(withSecret).toArray());
  let resealed = 0;
  for (const { _id } of found) resealed += await reseal(_id);
  return resealed;

  function reseal(id: string): Promise<number> {
    return database.transaction(async (_models, session) => {
      const record = await administrators.findOne({ _id: id }, { session });
      const due = MEMBERS.flatMap((member) => {
        const kept = record?.[member];
        return kept === undefined || sealer.isCurrent(kept.secret) ? [] : [[member, anew(kept, id)] as const];
      });
      if (due.length > 0) await administrators.updateOne({ _id: id }, { $set: Object.fromEntries(due) }, { session });
      return due.length;
    });
  }

  function anew({ secret, lastStep }: KeptSecondFactor, id: string): KeptSecondFactor {
    const place = placeOf(id);
    return { secret: sealer.sealValue(sealer.openValue(secret, place), place), lastStep };
  }
}
