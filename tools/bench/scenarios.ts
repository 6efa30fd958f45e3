import { CONFIG_SCENARIOS } from './config-scenarios.ts';
import { GROUPS, newObject, objectIdAt, OBJECTS, ownerIdAt } from './dataset.ts';
import type { LoadRequest } from './load.ts';
import { PLACE_SCENARIOS } from './place-scenarios.ts';
import { READ_GOAL, type Answer, type Scenario } from './scenario.ts';
import { SECRET_SCENARIOS } from './secret-scenarios.ts';

const WRITE_GOAL = { split: 0.6, fused: 0.45 };
const INCREMENT_GOAL = { split: 0.4, fused: 0.25 };
const BATCH_GOAL = { split: 0.2, fused: 0.2 };
const PER_GROUP = OBJECTS / GROUPS;

const where = (group: number): string => encodeURIComponent(JSON.stringify({ group }));
const find = (index: number, rest: string): LoadRequest => ({
  method: 'GET',
  path: `/parse/classes/Bench?where=${where(index % GROUPS)}&${rest}`,
});
const idAt = (index: number): string => objectIdAt((index * 7919) % OBJECTS); // a stride that visits all objects

const expectResults = (count: number) => (body: Answer) =>
  body.results?.length === count && body.results.every((object) => typeof object.text === 'string' && Array.isArray(object.tags))
    ? undefined
    : `expected ${count} whole objects, got ${body.results?.length ?? 'none'}`;

const OBJECT_SCENARIOS: readonly Scenario[] = [
  {
    name: 'get',
    goal: READ_GOAL,
    amount: 3_000,
    status: 200,
    next: (index) => ({ method: 'GET', path: `/parse/classes/Bench/${idAt(index)}` }),
    check: (body) => (typeof body.objectId === 'string' && isPointer(body.owner) ? undefined : 'expected an object with its pointer'),
  },
  { name: 'find-10', goal: READ_GOAL, amount: 2_000, status: 200, next: (index) => find(index, 'limit=10'), check: expectResults(10) },
  { name: 'find-100', goal: READ_GOAL, amount: 2_000, status: 200, next: (index) => find(index, 'limit=100'), check: expectResults(100) },
  {
    name: 'count',
    goal: READ_GOAL,
    amount: 2_000,
    status: 200,
    next: (index) => find(index, 'count=1&limit=0'),
    check: (body) =>
      typeof body.count === 'number' && body.count >= PER_GROUP ? undefined : `expected ${PER_GROUP} or more, got ${String(body.count)}`,
  },
  {
    name: 'include',
    goal: READ_GOAL,
    amount: 1_500,
    status: 200,
    next: (index) => find(index, 'limit=10&include=owner'),
    check: (body) =>
      body.results?.length === 10 && body.results.every((object) => isIncludedOwner(object.owner))
        ? undefined
        : 'expected ten objects with their owners',
  },
  {
    name: 'create',
    goal: WRITE_GOAL,
    amount: 2_000,
    status: 201,
    next: (index) => ({ method: 'POST', path: '/parse/classes/Bench', body: JSON.stringify(newObject(index)) }),
    check: (body) => (typeof body.objectId === 'string' && typeof body.createdAt === 'string' ? undefined : 'expected an id and a date'),
  },
  {
    name: 'increment',
    goal: INCREMENT_GOAL,
    amount: 2_000,
    status: 200,
    next: (index) => ({ method: 'PUT', path: `/parse/classes/Bench/${idAt(index)}`, body: '{"score":{"__op":"Increment","amount":1}}' }),
    check: (body) =>
      typeof body.score === 'number' && typeof body.updatedAt === 'string' ? undefined : 'expected the new value and a date',
  },
  {
    name: 'batch of 50 creates',
    goal: BATCH_GOAL,
    amount: 120,
    status: 200,
    next: (index) => ({ method: 'POST', path: '/parse/batch', body: batchBody(index) }),
    check: (body) =>
      Array.isArray(body) &&
      body.length === 50 &&
      (body as { success?: { objectId?: unknown } }[]).every((part) => typeof part.success?.objectId === 'string')
        ? undefined
        : 'expected 50 successes',
  },
];

export const SCENARIOS: readonly Scenario[] = [...OBJECT_SCENARIOS, ...PLACE_SCENARIOS, ...SECRET_SCENARIOS, ...CONFIG_SCENARIOS];

function batchBody(index: number): string {
  const requests = Array.from({ length: 50 }, (_, part) => ({
    method: 'POST',
    path: '/parse/classes/Bench',
    body: newObject(index * 50 + part),
  }));
  return JSON.stringify({ requests });
}

function isPointer(value: unknown): boolean {
  return (value as { __type?: unknown } | undefined)?.__type === 'Pointer';
}

function isIncludedOwner(value: unknown): boolean {
  const owner = value as { __type?: unknown; objectId?: unknown; city?: unknown } | undefined;
  return owner?.__type === 'Object' && owner.city === 'Cuneo' && String(owner.objectId).startsWith(ownerIdAt(0).slice(0, 3));
}
