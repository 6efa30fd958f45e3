import type { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { WriteTarget } from '../objects/object.store.ts';
import { NewIds } from './new-ids.ts';
import { namingTaken } from './naming-taken.ts';
import { storeBy } from './pipeline.ts';
import { prepareCreate } from './prepare-create.ts';
import { prepareRemove } from './prepare-remove.ts';
import { prepareUpdate } from './prepare-update.ts';
import type { PreparedWrite, StoredWrite } from './prepared-write.ts';
import type { Writing } from './writing.ts';

/** The parts of a transaction, in order, as far as they can be prepared. */
export interface PreparedParts {
  readonly writes: readonly PreparedWrite[];
  /** The refusal of the part after them: its turn is when they have succeeded, as theirs may be the error to be told. */
  readonly refusal: ParseError | undefined;
}

/**
 * Prepares the parts of a transaction as single writes. Classes grow here, outside the transaction, each for a write that may make it
 * grow; a refusal that comes later leaves them grown.
 */
export async function prepareParts(writing: Writing, parts: readonly data.TransactionPart[]): Promise<PreparedParts> {
  const newIds = new NewIds();
  const writes: PreparedWrite[] = [];
  for (const part of parts) {
    try {
      writes.push(await preparePart(writing, part, newIds));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return { writes, refusal: error };
    }
  }
  return { writes, refusal: undefined };
}

async function preparePart(writing: Writing, part: data.TransactionPart, newIds: NewIds): Promise<PreparedWrite> {
  if (part.kind === 'remove') return prepareRemove(writing, { className: part.className, objectId: part.objectId });
  if (part.kind === 'update') {
    const { className, objectId, body } = part;
    const made = newIds.of(className, objectId);
    return prepareUpdate(
      writing,
      { className, objectId, body, made },
      async (target) => made !== undefined || writing.app.writes.exists(target, writing.deadline),
    );
  }
  const prepared = await prepareCreate(writing, { className: part.className, body: part.body });
  if (prepared.write.objectId !== undefined) newIds.add(part.className, prepared.write.objectId, prepared.object.document);
  return prepared;
}

/**
 * Stores all of them or none, in order.
 * @throws the refusal of the first that is refused: as storeOne, but that a drawn id which exists already is refused as well, since
 *   another draw would need another transaction
 */
export async function storeTransaction(writing: Writing, { writes, refusal }: PreparedParts): Promise<readonly StoredWrite[]> {
  let current: PreparedWrite | undefined;
  try {
    return await writing.app.writes.inTransaction(writes.map(targetOf), writing.deadline, async (objects) => {
      const stored: StoredWrite[] = [];
      for (current of writes) stored.push(await storeBy(objects, writing, current, 1));
      current = undefined;
      if (refusal !== undefined) throw refusal;
      return stored;
    });
  } catch (error) {
    throw current === undefined ? error : namingTaken(current.target, error);
  }
}

function targetOf(prepared: PreparedWrite): WriteTarget {
  const relations = prepared.kind === 'create' ? prepared.object.relations : prepared.kind === 'update' ? prepared.change.relations : [];
  return { className: prepared.target.className, relations };
}
