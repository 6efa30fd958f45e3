import { ParseError } from '@parlance/errors';
import type { Request } from '../routes/route-table.ts';
import { isJson, isStreamed } from '../reply/reply.ts';
import { AnswerBytes } from './batch-budget.ts';
import { notInBatch, type ReadyPart, type Task } from './plan-tasks.ts';

/** Tasks of one batch under way at a time: enough to keep the database busy, too few for one batch to crowd out other requests. */
const TASKS_AT_A_TIME = 8;

/** For an answer without a body, which has no place between the others. */
const EMPTY = Buffer.from('{}');

/** How a task went: the bytes of each part's answer or its error, or those of a whole group. */
export type Outcome =
  | { readonly kind: 'success'; readonly index: number; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'error'; readonly index: number; readonly error: ParseError }
  | { readonly kind: 'group'; readonly indexes: readonly number[]; readonly body: Uint8Array };

/**
 * Runs tasks beside each other within a bound, each of them in order. A part that fails stops nothing. Parts whose answers no longer fit into
 * that of the batch fail.
 */
export async function runTasks(tasks: readonly Task[], outer: Request): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const bytes = new AnswerBytes();
  const waiting = tasks.values();
  const worker = async () => {
    for (const task of waiting) {
      if (task.kind === 'group') outcomes.push(...(await runGroup(task.parts, outer)));
      else for (const part of task.parts) outcomes.push(await runPart(part, outer, bytes));
    }
  };
  await Promise.all(Array.from({ length: Math.min(TASKS_AT_A_TIME, tasks.length) }, worker));
  return outcomes;
}

async function runPart({ index, admitted, input }: ReadyPart, outer: Request, bytes: AnswerBytes): Promise<Outcome> {
  try {
    bytes.assertSome();
    const answer = await admitted.answer({ ...outer, input, part: index });
    if (isStreamed(answer)) throw new Error('Routes that stream are refused before they are asked.');
    if (!isJson(answer)) return { kind: 'error', index, error: notInBatch() };
    return {
      kind: 'success',
      index,
      status: answer.status,
      body: answer.body.length === 0 ? EMPTY : bytes.take(answer.body, admitted.route.effect),
    };
  } catch (error) {
    return failed(index, error);
  }
}

async function runGroup(parts: Task['parts'], outer: Request): Promise<Outcome[]> {
  try {
    const { answerMany } = parts[0].admitted;
    if (answerMany === undefined) throw new Error('A group is made only of parts that can be answered together.');
    const { body } = await answerMany(parts.map(({ input }) => ({ ...outer, input })));
    return [{ kind: 'group', indexes: parts.map(({ index }) => index), body }];
  } catch (error) {
    return parts.map(({ index }) => failed(index, error));
  }
}

function failed(index: number, error: unknown): Outcome {
  if (error instanceof ParseError) return { kind: 'error', index, error };
  throw error;
}
