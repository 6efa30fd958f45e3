import { isIn, NOTHING, notIn, type Condition, type FieldCondition } from '@parlance/query';
import { Pointer, type ParseValue } from '@parlance/values';
import { collectIds } from './collect-ids.ts';
import type { RelationField } from './reference.store.ts';
import { readingOf, type Answering } from './resolving.ts';

/** A relation field of the class that is asked, and the class of its members. */
export interface Relation extends RelationField {
  readonly targetClass: string;
}

/** Members that are looked up by one command. */
const MEMBERS_AT_ONCE = 10_000;

/**
 * A condition on a relation field as one on the ids of those that have the relation. It reads like a condition on a list of pointers;
 * a value that is no pointer to the relation's class is no member. Null, and whether there are members at all, match nothing.
 *
 * Source: docs/contract/20-rest-protocol.md section 5.2, "Relation field as key".
 */
export async function answerRelation(node: FieldCondition, relation: Relation, answering: Answering): Promise<Condition> {
  switch (node.kind) {
    case 'eq':
      return isIn('objectId', await ownersOfAny([node.operand], relation, answering));
    case 'in':
      return isIn('objectId', await ownersOfAny(node.operands, relation, answering));
    case 'ne':
      return node.operand === null ? NOTHING : notIn('objectId', await ownersOfAny([node.operand], relation, answering));
    case 'nin':
      return notIn('objectId', await ownersOfAny(node.operands, relation, answering));
    case 'all':
      return isIn('objectId', await ownersOfAll(node.operands, relation, answering));
    default:
      return NOTHING;
  }
}

function ownersOfAny(operands: readonly ParseValue[], relation: Relation, answering: Answering): Promise<string[]> {
  const members = memberIds(operands, relation);
  return collectIds(answering.budget, async (take) => {
    for (const part of partsOf(members)) await answering.app.references.eachOwner(relation, part, readingOf(answering), take);
  });
}

/** Those that have as many of the members as there are. Of no members nobody has all, as with lists. */
async function ownersOfAll(operands: readonly ParseValue[], relation: Relation, answering: Answering): Promise<string[]> {
  if (!operands.every((operand) => isMember(operand, relation))) return [];
  const members = memberIds(operands, relation);
  const found = new Map<string, Set<string>>();
  for (const part of partsOf(members)) {
    await answering.app.references.eachMembership(relation, part, readingOf(answering), (members) => {
      for (const { owningId, relatedId } of members) {
        const known = found.get(owningId);
        if (known === undefined) found.set(owningId, new Set([relatedId]));
        else if (known.has(relatedId)) continue;
        else known.add(relatedId);
        answering.budget.spend(owningId.length);
      }
    });
  }
  return [...found].filter(([, has]) => has.size === members.length).map(([owningId]) => owningId);
}

function memberIds(operands: readonly ParseValue[], relation: Relation): string[] {
  const ids = new Set<string>();
  for (const operand of operands) if (isMember(operand, relation)) ids.add(operand.objectId);
  return [...ids];
}

function isMember(operand: ParseValue, { targetClass }: Relation): operand is Pointer {
  return operand instanceof Pointer && operand.className === targetClass;
}

function partsOf(ids: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let from = 0; from < ids.length; from += MEMBERS_AT_ONCE) parts.push(ids.slice(from, from + MEMBERS_AT_ONCE));
  return parts;
}
