import { auth, data } from '@parlance/contracts';
import { INSTALLATION, PLATFORM_CLASSES, SESSION, USER } from '@parlance/platform-classes';
import type { ClassCall, ClassTable, ObjectCall } from '../classes/class-operations.ts';
import type { AppRoute, Call, Method } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

/** Classes with routes of their own. Their rules hold on `/classes/…` as here, since both ask the same table. */
export const NAMED_CLASSES: readonly (readonly [word: string, className: string])[] = PLATFORM_CLASSES.flatMap(({ restWord, name }) =>
  restWord === undefined ? [] : [[restWord, name] as const],
);

/** Operations that create objects of these classes where data.create does not. */
const CREATED: ReadonlyMap<string, string> = new Map([
  [USER, auth.signUp.subject],
  [SESSION, auth.createSession.subject],
  [INSTALLATION, data.saveInstallation.subject],
]);

/** `/users`, `/sessions`, `/roles`, `/installations`. */
export function addNamedClassRoutes(table: RouteTable, classes: ClassTable): void {
  for (const [name, className] of NAMED_CLASSES) {
    const all = `/${name}` as '/name';
    const one = `/${name}/:objectId` as '/name/:objectId';
    const { find, create, get, update, remove } = classes.ownOperationsOf(className);
    table
      .add(route('GET', all, data.find.subject, (call) => find(classCall(call, className))))
      .add(route('POST', all, CREATED.get(className) ?? data.create.subject, (call) => create(classCall(call, className))))
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
