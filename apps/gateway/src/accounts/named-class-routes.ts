import { PLATFORM_CLASSES } from '@parlance/platform-classes';
import type { ClassTable } from '../classes/class-operations.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { RouteTable } from '../routes/route-table.ts';

/** Classes with routes of their own. Their rules hold on `/classes/…` as here, since both ask the same table. */
export const NAMED_CLASSES: readonly (readonly [word: string, className: string])[] = PLATFORM_CLASSES.flatMap(({ restWord, name }) =>
  restWord === undefined ? [] : [[restWord, name] as const],
);

/** `/users`, `/sessions`, `/roles`, `/installations`. */
export function addNamedClassRoutes(table: RouteTable, classes: ClassTable): void {
  for (const [word, className] of NAMED_CLASSES) {
    const all = `/${word}` as '/word';
    const one = `/${word}/:objectId` as '/word/:objectId';
    const { find, create, get, update, remove } = classes.operationsOf(className);
    table
      .add(appRoute('GET', all, 'app', find.subject, (call) => find.ask({ ...call, className })))
      .add(appRoute('POST', all, 'app', create.subject, (call) => create.ask({ ...call, className })))
      .add(appRoute('GET', one, 'app', get.subject, (call) => get.ask({ ...call, ...call.path, className })))
      .add(appRoute('PUT', one, 'app', update.subject, (call) => update.ask({ ...call, ...call.path, className })))
      .add(appRoute('DELETE', one, 'app', remove.subject, (call) => remove.ask({ ...call, ...call.path, className })));
  }
}
