import { askedNodes, isPlain, replaceAsked, type AskedNode, type Condition, type Where } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import { FilterBudget } from './filter-budget.ts';
import { answerInQuery } from './in-query.ts';
import { answerRelatedTo } from './related-to.ts';
import { answerRelations } from './relations-of.ts';
import type { Answering, Resolving } from './resolving.ts';
import { answerSelectKey } from './select-key.ts';

/**
 * A `where` as a condition on documents of the class alone: subqueries, relations and conditions on relation fields are answered by
 * reading other objects, with the caller's own rights. What does not depend on one another is read at the same time.
 *
 * A `where` that asks for nothing of the kind comes back as it is, at the cost of looking through it once.
 *
 * @param where passed by assertAskable for the same class
 * @throws InvalidQuery (102) when more is found than one filter can hold; RequestTimeout (124); and what a find of the subqueries' and
 *   the owners' classes throws: OperationForbidden (119), ObjectNotFound (101)
 */
export async function resolveWhere(where: Where, schema: ClassSchema, resolving: Resolving): Promise<Condition> {
  const answering: Answering = {
    ...resolving,
    schema,
    budget: new FilterBudget(),
    resolve: (inner, innerSchema) => resolveWhere(inner, innerSchema, resolving),
  };
  const condition = isPlain(where) ? where : await answerAsked(where, answering);
  return answerRelations(condition, answering);
}

async function answerAsked(where: Where, answering: Answering): Promise<Condition> {
  const answers = new Map<AskedNode, Condition>();
  const nodes = askedNodes(where);
  await Promise.all(nodes.map(async (node) => answers.set(node, await answer(node, answering))));
  return replaceAsked(where, (node) => {
    const known = answers.get(node);
    if (known === undefined) throw new Error('A part of a condition was not answered.');
    return known;
  });
}

function answer(node: AskedNode, answering: Answering): Promise<Condition> {
  switch (node.kind) {
    case 'inQuery':
    case 'notInQuery':
      return answerInQuery(node, answering);
    case 'select':
    case 'dontSelect':
      return answerSelectKey(node, answering);
    case 'relatedTo':
      return answerRelatedTo(node, answering);
  }
}
