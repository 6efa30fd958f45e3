import { auth, data } from '@parlance/contracts';
import type { ClassCall, ClassTable, ObjectCall } from '../classes/class-operations.ts';
import type { AppRoute, Call, Method } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

/** Classes with routes of their own. Their rules hold on `/classes/…` as here, since both ask the same table. */
const NAMED = [
  ['users', '_User', auth.signUp.subject],
  ['sessions', '_Session', auth.createSession.subject],
  ['roles', '_Role', data.create.subject],
  ['installations', '_Installation', data.saveInstallation.subject],
] as const;

/** The word of each, and the class. */
export const NAMED_CLASSES: readonly (readonly [word: string, className: string])[] = NAMED.map(([word, className]) => [word, className]);

/** `/users`, `/sessions`, `/roles`, `/installations`. */
export function addNamedClassRoutes(table: RouteTable, classes: ClassTable): void {
  for (const [name, className, created] of NAMED) {
    const all = `/${name}` as '/name';
    const one = `/${name}/:objectId` as '/name/:objectId';
    const { find, create, get, update, remove } = classes.ownOperationsOf(className);
    table
      .add(route('GET', all, data.find.subject, (call) => find(classCall(call, className))))
      .add(route('POST', all, created, (call) => create(classCall(call, className))))
      .add(route('GET', one, data.get.subject, (call) => get(objectCall(call, className))))
      .add(route('PUT', one, data.update.subject, (call) => update(objectCall(call, className))))
      .add(route('DELETE', one, data.remove.subject, (call) => remove(objectCall(call, className))));
  }
}

function route<Path extends string>(method: Method, path: Path, operation: string, answer: AppRoute<Path>['answer']): AppRoute<Path> {
  return { method, path, scope: 'app', effect: method === 'GET' ? 'read' : 'write', cost: 1, operation, answer };
}

function classCall({ app, context, input, caller }: Call<'/name'>, className: string): ClassCall {
  return { className, app, context, input, caller };
}

function objectCall({ path: { objectId }, app, context, input, caller }: Call<'/name/:objectId'>, className: string): ObjectCall {
  return { className, objectId, app, context, input, caller };
}
