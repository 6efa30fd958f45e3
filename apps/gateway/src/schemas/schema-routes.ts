import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const CLASSES = '/schemas';
const CLASS = '/schemas/:className';
const OBJECTS = '/purge/:className';

/** Classes as such, for the master keys: what is well-formed is decided by `data`. */
export function addSchemaRoutes(table: RouteTable, bus: Bus): void {
  table
    .add(listClasses(bus))
    .add(createNamedClass(bus))
    .add(describeClass(bus))
    .add(createClass(bus))
    .add(changeClass(bus))
    .add(dropClass(bus))
    .add(purgeClass(bus));
}

function listClasses(bus: Bus): AppRoute<typeof CLASSES> {
  return {
    method: 'GET',
    path: CLASSES,
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: data.listClasses.subject,
    answer: ({ context }) => bus.call(data.listClasses, {}, context),
  };
}

/** The class is named by the body. */
function createNamedClass(bus: Bus): AppRoute<typeof CLASSES> {
  return {
    method: 'POST',
    path: CLASSES,
    scope: 'master',
    effect: 'write',
    cost: 1,
    operation: data.createClass.subject,
    answer: ({ input, context }) => bus.call(data.createClass, { body: input }, context),
  };
}

function describeClass(bus: Bus): AppRoute<typeof CLASS> {
  return {
    method: 'GET',
    path: CLASS,
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: data.describeClass.subject,
    answer: ({ path: { className }, context }) => bus.call(data.describeClass, { className }, context),
  };
}

function createClass(bus: Bus): AppRoute<typeof CLASS> {
  return {
    method: 'POST',
    path: CLASS,
    scope: 'master',
    effect: 'write',
    cost: 1,
    operation: data.createClass.subject,
    answer: ({ path: { className }, input, context }) => bus.call(data.createClass, { className, body: input }, context),
  };
}

function changeClass(bus: Bus): AppRoute<typeof CLASS> {
  return {
    method: 'PUT',
    path: CLASS,
    scope: 'master',
    effect: 'write',
    cost: 1,
    operation: data.changeClass.subject,
    answer: ({ path: { className }, input, context }) => bus.call(data.changeClass, { className, body: input }, context),
  };
}

function dropClass(bus: Bus): AppRoute<typeof CLASS> {
  return {
    method: 'DELETE',
    path: CLASS,
    scope: 'master',
    effect: 'write',
    cost: 1,
    operation: data.dropClass.subject,
    answer: ({ path: { className }, context }) => bus.call(data.dropClass, { className }, context),
  };
}

function purgeClass(bus: Bus): AppRoute<typeof OBJECTS> {
  return {
    method: 'DELETE',
    path: OBJECTS,
    scope: 'master',
    effect: 'write',
    cost: 1,
    operation: data.purgeClass.subject,
    answer: ({ path: { className }, context }) => bus.call(data.purgeClass, { className }, context),
  };
}
