import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const CLASS = '/classes/:className';
const OBJECT = '/classes/:className/:objectId';

/** Objects of a class: everything about them is decided by `data`. */
export function addClassRoutes(table: RouteTable, bus: Bus): void {
  table
    .add(findObjects(bus))
    .add(createObject(bus))
    .add(getObject(bus))
    .add(updateObject(bus))
    .add(removeObject(bus))
    .add(withoutObjectId('PUT'))
    .add(withoutObjectId('DELETE'));
}

function findObjects(bus: Bus): AppRoute<typeof CLASS> {
  return {
    method: 'GET',
    path: CLASS,
    scope: 'app',
    effect: 'read',
    cost: 1,
    operation: data.find.subject,
    answer: ({ path: { className }, input, context }) => bus.call(data.find, { className, parameters: input }, context),
  };
}

function createObject(bus: Bus): AppRoute<typeof CLASS> {
  return {
    method: 'POST',
    path: CLASS,
    scope: 'app',
    effect: 'write',
    cost: 1,
    operation: data.create.subject,
    answer: ({ path: { className }, input, context }) => bus.call(data.create, { className, body: input }, context),
    answerMany: ([first, ...others]) => {
      if (first === undefined) throw new Error('A group of creates has at least one member.');
      const bodies = [first, ...others].map(({ input }) => input);
      return bus.call(data.createMany, { className: first.path.className, bodies }, first.context);
    },
    transactionPart: ({ path: { className }, input }) => ({ kind: 'create', className, body: input }),
  };
}

function getObject(bus: Bus): AppRoute<typeof OBJECT> {
  return {
    method: 'GET',
    path: OBJECT,
    scope: 'app',
    effect: 'read',
    cost: 1,
    operation: data.get.subject,
    answer: ({ path: { className, objectId }, input, context }) => bus.call(data.get, { className, objectId, parameters: input }, context),
  };
}

function updateObject(bus: Bus): AppRoute<typeof OBJECT> {
  return {
    method: 'PUT',
    path: OBJECT,
    scope: 'app',
    effect: 'write',
    cost: 1,
    operation: data.update.subject,
    answer: ({ path: { className, objectId }, input, context }) => bus.call(data.update, { className, objectId, body: input }, context),
    transactionPart: ({ path: { className, objectId }, input }) => ({ kind: 'update', className, objectId, body: input }),
  };
}

function removeObject(bus: Bus): AppRoute<typeof OBJECT> {
  return {
    method: 'DELETE',
    path: OBJECT,
    scope: 'app',
    effect: 'write',
    cost: 1,
    operation: data.remove.subject,
    answer: ({ path: { className, objectId }, context }) => bus.call(data.remove, { className, objectId }, context),
    transactionPart: ({ path: { className, objectId } }) => ({ kind: 'remove', className, objectId }),
  };
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
