import { askedNodes, isPlain, replaceAsked, type AskedCondition, type AskedNode, type Condition } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import { FilterBudget } from './filter-budget.ts';
import { answerInQuery } from './in-query.ts';
import { answerRelatedTo } from './related-to.ts';
import { answerRelations } from './relations-of.ts';
import type { Answering, Resolving } from './resolving.ts';
import { answerSelectKey } from './select-key.ts';

/**
 * An asked condition as a condition on documents of the class alone: subqueries, relations and conditions on relation fields are
 * answered by reading other objects, with the caller's own rights. Reads that do not depend on one another run at the same time.
 *
 * A condition that asks for nothing of the kind comes back as it is, at the cost of looking through it once.
 *
 * @param asked passed by askable for the same class
 * @throws InvalidQuery (102) when more is found than one filter can hold; RequestTimeout (124); and the errors of a find of the subqueries'
 *   and the owners' classes: OperationForbidden (119), ObjectNotFound (101)
 */
export async function resolveCondition(asked: AskedCondition, schema: ClassSchema, resolving: Resolving): Promise<Condition> {
  const answering: Answering = {
    ...resolving,
    schema,
    budget: new FilterBudget(),
    resolve: (inner, innerSchema) => resolveCondition(inner, innerSchema, resolving),
  };
  const condition = isPlain(asked) ? asked : await answerAsked(asked, answering);
  return answerRelations(condition, answering);
}

async function answerAsked(asked: AskedCondition, answering: Answering): Promise<Condition> {
  const answers = new Map<AskedNode, Condition>();
  const nodes = askedNodes(asked);
  await Promise.all(nodes.map(async (node) => answers.set(node, await answer(node, answering))));
  return replaceAsked(asked, (node) => {
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
