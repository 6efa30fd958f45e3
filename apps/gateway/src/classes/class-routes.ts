import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Reply } from '../reply/reply.ts';
import type { AppRoute, Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import type { ClassCall, ClassTable, ObjectCall } from './class-operations.ts';
import { answerEach } from './answer-each.ts';

const CLASS = '/classes/:className';
const OBJECT = '/classes/:className/:objectId';

/** Objects of a class: everything about them is decided by the services. */
export function addClassRoutes(table: RouteTable, bus: Bus, classes: ClassTable): void {
  table
    .add({ ...ofClass('GET', 'read', data.find.subject), answer: (call: Call<typeof CLASS>) => operations(call).find(classCall(call)) })
    .add(createObject())
    .add({ ...ofObject('GET', 'read', data.get.subject), answer: (call: Call<typeof OBJECT>) => operations(call).get(objectCall(call)) })
    .add({
      ...ofObject('PUT', 'write', data.update.subject),
      answer: (call: Call<typeof OBJECT>) => operations(call).update(objectCall(call)),
      transactionPart: ({ path: { className, objectId }, input }: Call<typeof OBJECT>) => ({
        kind: 'update',
        className: ordinary(className),
        objectId,
        body: input,
      }),
    })
    .add({
      ...ofObject('DELETE', 'write', data.remove.subject),
      answer: (call: Call<typeof OBJECT>) => operations(call).remove(objectCall(call)),
      transactionPart: ({ path: { className, objectId } }: Call<typeof OBJECT>) => ({
        kind: 'remove',
        className: ordinary(className),
        objectId,
      }),
    })
    .add(withoutObjectId('PUT'))
    .add(withoutObjectId('DELETE'));

  function operations({ path }: Call<typeof CLASS>) {
    return classes.operationsOf(path.className);
  }

  function createObject(): AppRoute<typeof CLASS> {
    const answer = (call: Call<typeof CLASS>): Promise<Reply> => operations(call).create(classCall(call));
    return {
      ...ofClass('POST', 'write', data.create.subject),
      answer,
      answerMany: ([first, ...others]) => {
        if (first === undefined) throw new Error('A group of creates has at least one member.');
        const { className } = first.path;
        if (!classes.isOrdinary(className)) return answerEach([first, ...others], answer);
        const bodies = [first, ...others].map(({ input }) => input);
        return bus.call(data.createMany, { className, bodies }, first.context);
      },
      transactionPart: ({ path: { className }, input }) => ({ kind: 'create', className: ordinary(className), body: input }),
    };
  }

  function ordinary(className: string): string {
    if (classes.isOrdinary(className)) return className;
    throw new ParseError('InvalidJson', `Objects of ${className.slice(0, 100)} cannot be part of a transaction.`);
  }
}

function ofClass(method: 'GET' | 'POST', effect: 'read' | 'write', operation: string) {
  return { method, path: CLASS, scope: 'app', effect, cost: 1, operation } as const;
}

function ofObject(method: 'GET' | 'PUT' | 'DELETE', effect: 'read' | 'write', operation: string) {
  return { method, path: OBJECT, scope: 'app', effect, cost: 1, operation } as const;
}

function classCall({ path: { className }, app, context, input, caller }: Call<typeof CLASS>): ClassCall {
  return { className, app, context, input, caller };
}

function objectCall({ path: { className, objectId }, app, context, input, caller }: Call<typeof OBJECT>): ObjectCall {
  return { className, objectId, app, context, input, caller };
}

/** `PUT /classes/Game/` is what an SDK sends for an object that has no id yet. */
function withoutObjectId(method: 'PUT' | 'DELETE'): AppRoute<typeof CLASS> {
  return {
    method,
    path: CLASS,
    scope: 'app',
    effect: 'write',
    cost: 1,
    operation: 'gateway.refuse-missing-object-id',
    answer: async () => {
      throw missingObjectId();
    },
    transactionPart: () => {
      throw missingObjectId();
    },
  };
}

function missingObjectId(): ParseError {
  return new ParseError('MissingObjectId', 'An objectId is required.');
}
