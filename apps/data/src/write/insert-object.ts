import type { Authorized } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { newObjectId } from '../objects/object-id.ts';
import type { NewObject } from '../objects/object.store.ts';

/** Two drawn ids in a row that exist already are a fault of the random source, not chance. */
const DRAWS_MAX = 3;

/**
 * Stores a new object. One whose drawn id exists already is given another; one whose creator has chosen the id is refused.
 *
 * @returns the object as it was stored
 * @throws DuplicateValue (137)
 */
export async function insertObject(
  app: App,
  object: Authorized<NewObject>,
  idIsChosen: boolean,
  deadline: number,
): Promise<Authorized<NewObject>> {
  let drawn = object;
  for (let draw = 1; ; draw++) {
    if (await app.objects.insert(drawn, deadline)) return drawn;
    if (idIsChosen || draw === DRAWS_MAX) throw new ParseError('DuplicateValue', 'An object of this objectId exists already.');
    drawn = { ...drawn, document: { ...drawn.document, _id: newObjectId(app.settings.objectIdSize) } };
  }
}
