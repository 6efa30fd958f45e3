import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Reply } from '../reply/reply.ts';
import type { TellError } from '../reply/tell-error.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { AppRoute, Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { answerEach } from './answer-each.ts';
import type { ClassTable } from './class-operations.ts';

const CLASS = '/classes/:className';
const OBJECT = '/classes/:className/:objectId';

/** Objects of a class: everything about them is decided by the services. */
export function addClassRoutes(table: RouteTable, bus: Bus, classes: ClassTable, tell: TellError): void {
  const of = ({ path }: Call<typeof CLASS>) => classes.operationsOf(path.className);
  const create = (call: Call<typeof CLASS>) => of(call).create.ask({ ...call, ...call.path });
  const update = appRoute('PUT', OBJECT, 'app', data.update.subject, (call) => of(call).update.ask({ ...call, ...call.path }));
  const remove = appRoute('DELETE', OBJECT, 'app', data.remove.subject, (call) => of(call).remove.ask({ ...call, ...call.path }));
  table
    .add(appRoute('GET', CLASS, 'app', data.find.subject, (call) => of(call).find.ask({ ...call, ...call.path })))
    .add(appRoute('GET', OBJECT, 'app', data.get.subject, (call) => of(call).get.ask({ ...call, ...call.path })))
    .add({
      ...appRoute('POST', CLASS, 'app', data.create.subject, create),
      answerMany: createMany,
      transactionPart: ({ path, input }) => ({ kind: 'create', ...ordinary(path), body: input }),
    })
    .add({ ...update, transactionPart: ({ path, input }) => ({ kind: 'update', ...ordinary(path), body: input }) })
    .add({ ...remove, transactionPart: ({ path }) => ({ kind: 'remove', ...ordinary(path) }) })
    .add(withoutObjectId('PUT'))
    .add(withoutObjectId('DELETE'));

  async function createMany(calls: readonly Call<typeof CLASS>[]): Promise<Reply> {
    const [first] = calls;
    if (first === undefined) throw new Error('A group of creates has at least one member.');
    const { className } = first.path;
    if (!classes.isOrdinary(className)) return answerEach(calls, create, tell);
    return bus.call(data.createMany, { className, bodies: calls.map(({ input }) => input) }, first.context);
  }

  function ordinary<Path extends { readonly className: string }>(path: Path): Path {
    if (classes.isOrdinary(path.className)) return path;
    throw new ParseError('InvalidJson', `Objects of ${path.className.slice(0, 100)} cannot be part of a transaction.`);
  }
}

/** SDKs send `PUT /classes/Game/` for an object that has no id yet. */
function withoutObjectId(method: 'PUT' | 'DELETE'): AppRoute<typeof CLASS> {
  const refuse = (): never => {
    throw new ParseError('MissingObjectId', 'An objectId is required.');
  };
  const route = appRoute(method, CLASS, 'app', 'gateway.refuse-missing-object-id', async () => refuse());
  return { ...route, transactionPart: refuse };
}
