import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { Members } from '../body/parse-body.ts';
import type { Admitted, RouteTable } from '../routes/route-table.ts';
import type { Part } from './read-parts.ts';

/** A part that has passed its guards, with its place in the answer. */
export interface ReadyPart {
  readonly index: number;
  readonly admitted: Admitted;
  readonly input: Members;
}

/**
 * Work that runs beside other work of the batch.
 *
 * - 'chain': parts that run one after another, since they concern one object
 * - 'group': creates of one class, answered together
 */
export interface Task {
  readonly kind: 'chain' | 'group';
  readonly parts: readonly [ReadyPart, ...ReadyPart[]];
}

export interface Plan {
  /** In the order of their first parts. */
  readonly tasks: readonly Task[];
  /** Why parts do not run at all, by their place. */
  readonly refused: ReadonlyMap<number, ParseError>;
}

/** Routes and guards every part, and decides which parts have to run in order and which can be answered together. */
export function planTasks(parts: readonly Part[], table: RouteTable, identity: Identity): Plan {
  const refused = new Map<number, ParseError>();
  const tasks = new Map<string, [ReadyPart, ...ReadyPart[]]>();
  for (const [index, part] of parts.entries()) {
    try {
      const admitted = table.admit(part.method, part.segments, identity);
      if (admitted.streams || admitted.takesBytes) throw notInBatch();
      const ready = { index, admitted, input: part.input() };
      const key = togetherKey(ready);
      const together = tasks.get(key);
      if (together === undefined) tasks.set(key, [ready]);
      else together.push(ready);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      refused.set(index, error);
    }
  }
  return { tasks: Array.from(tasks.values(), toTask), refused };
}

/** The answer of a part is JSON within JSON. */
export function notInBatch(): ParseError {
  return new ParseError('InvalidJson', 'This request answers with something else than JSON, and cannot be part of a batch.');
}

function toTask(parts: [ReadyPart, ...ReadyPart[]]): Task {
  return { kind: parts.length > 1 && parts[0].admitted.answerMany !== undefined ? 'group' : 'chain', parts };
}

/** Equal for parts that belong to one task. Spaces keep the kinds of keys apart, and apart from the single ones. */
function togetherKey({ index, admitted: { route, path, answerMany } }: ReadyPart): string {
  if (answerMany !== undefined) return `group ${route.path} ${JSON.stringify(path)}`;
  const { objectId, ...owner } = path;
  return objectId === undefined ? `single ${index}` : `object ${route.path} ${JSON.stringify(owner)} ${objectId}`;
}
