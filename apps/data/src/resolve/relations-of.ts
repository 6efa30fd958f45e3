import { regroup, type Condition, type FieldCondition } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import { answerRelation, type Relation } from './relation-condition.ts';
import type { Answering } from './resolving.ts';

/** A part of a condition that speaks of a relation field. */
interface Part {
  readonly node: FieldCondition;
  readonly relation: Relation;
}

/** The condition with each part of it that speaks of a relation field answered; the same object when there is none. */
export async function answerRelations(condition: Condition, answering: Answering): Promise<Condition> {
  const parts: Part[] = [];
  collect(condition, answering.schema, parts);
  if (parts.length === 0) return condition;
  const answers = new Map<Condition, Condition>();
  await Promise.all(parts.map(async ({ node, relation }) => answers.set(node, await answerRelation(node, relation, answering))));
  return replaced(condition, answers);
}

function collect(condition: Condition, schema: ClassSchema, into: Part[]): void {
  if ('items' in condition) {
    for (const item of condition.items) collect(item, schema, into);
    return;
  }
  const type = schema.fields.get(condition.field);
  if (type?.type !== 'Relation') return;
  into.push({ node: condition, relation: { className: schema.className, field: condition.field, targetClass: type.targetClass } });
}

function replaced(condition: Condition, answers: ReadonlyMap<Condition, Condition>): Condition {
  if (!('items' in condition)) return answers.get(condition) ?? condition;
  return regroup(
    condition.kind,
    condition.items.map((item) => replaced(item, answers)),
  );
}
