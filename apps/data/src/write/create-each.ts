import { assertStorageRoom } from '../quotas/storage-room.ts';
import { createdAnswer, settleWrites, storeOne, tellOfAll } from './pipeline.ts';
import type { ItemOutcomes } from './item-outcomes.ts';
import { prepareIn } from './prepare-create.ts';
import type { StoredWrite } from './prepared-write.ts';
import { classForWriting } from './writing-class.ts';
import type { Writing } from './writing.ts';

/** Items of one request that are under way at a time: as many as clients send in one batch by default. */
const AT_ONCE_MAX = 50;

/**
 * Creates objects of a class with triggers: each is prepared, stored and told to its triggers as if it were alone, begun in the order of
 * the request. Slots that hear of all classes are told of all of them at once, in that order. The outcomes of all are set.
 *
 * @throws the refusal of the class, before anything is stored
 */
export async function createEach(
  writing: Writing,
  className: string,
  bodies: readonly Readonly<Record<string, unknown>>[],
  outcomes: ItemOutcomes,
): Promise<void> {
  const all: (StoredWrite | undefined)[] = bodies.map(() => undefined);
  const target = await classForWriting(writing, className, 'create', undefined, false, bodies[0]);
  await assertStorageRoom(writing, className, bodies.length);
  const waiting = bodies.entries();
  const createNext = async (): Promise<void> => {
    for (const [place, body] of waiting) {
      try {
        const stored = await storeOne(writing, await prepareIn(writing, target, { className, body }));
        all[place] = stored;
        await settleWrites(writing, [stored]);
        outcomes.succeed(place, createdAnswer(writing, stored));
      } catch (error) {
        outcomes.fail(place, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE_MAX, bodies.length) }, createNext));
  const stored = all.filter((one) => one !== undefined);
  if (stored.length > 0) await tellOfAll(writing, stored);
}
