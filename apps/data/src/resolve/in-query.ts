import { EVERYTHING, isIn, NOTHING, notIn, type Condition, type InQuery } from '@parlance/query';
import { Pointer } from '@parlance/values';
import { readySubquery } from './ready-subquery.ts';
import { readingOf, type Answering } from './resolving.ts';

/** The bytes that a pointer in a list or a dictionary takes beside its class and id: it is stored as a dictionary there. */
const DICTIONARY_BYTES = 64;

/**
 * `$inQuery`, `$notInQuery`: pointers to the objects that the subquery finds. An unset pointer is not among them. On objectId their ids,
 * where the subquery is of the same class; of another class no object is one of them.
 */
export async function answerInQuery(node: InQuery<'inQuery' | 'notInQuery'>, answering: Answering): Promise<Condition> {
  const { field, subquery } = node;
  const { app, schema, budget } = answering;
  const isId = field === 'objectId';
  const isText = isId || schema.fields.get(field)?.type === 'Pointer';
  const found: (Pointer | string)[] = [];
  const ready = await readySubquery(subquery, undefined, answering);
  if (ready !== undefined) {
    const { className } = ready.query.schema;
    if (isId && className !== schema.className) return node.kind === 'inQuery' ? NOTHING : EVERYTHING;
    const take = (ids: readonly string[]): void => {
      for (const id of ids) {
        budget.spend(className.length + id.length + (isText ? 1 : DICTIONARY_BYTES));
        found.push(isId ? id : new Pointer(className, id));
      }
    };
    if (ready.results === undefined) await app.references.eachId(ready.query, readingOf(answering), take);
    else take((await ready.results()).map(({ objectId }) => objectId).filter((id) => typeof id === 'string'));
  }
  return node.kind === 'inQuery' ? isIn(field, found) : notIn(field, found);
}
