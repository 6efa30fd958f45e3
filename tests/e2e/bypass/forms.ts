import type { RouteEntry } from '@parlance/gateway';
import type { Db } from '@parlance/mongo';
import { pathOf } from '../served-routes.ts';
import { nameOf } from './asking.ts';
import { withParameters } from './question.ts';

/** One route that is read, about one class. */
export interface Reading {
  readonly what: string;
  readonly path: string;
}

/** Names of the routes of a class that has routes of its own, and the class. */
const NAMED: Readonly<Record<string, string>> = {
  users: '_User',
  roles: '_Role',
  sessions: '_Session',
  installations: '_Installation',
};

/** Every route that is read, for every class that it can be asked about. @param ids of the object that a path leads to, by class */
export function readingsOf(routes: readonly RouteEntry[], ids: Readonly<Record<string, string>>): readonly Reading[] {
  return routes
    .filter(({ method }) => method === 'GET')
    .flatMap((route) => {
      const own = NAMED[route.path.split('/')[1] ?? ''];
      const classes = own === undefined ? Object.keys(ids) : [own];
      return classes.map((className) => ({
        what: `${nameOf(route)} of ${className}`,
        path: pathOf(route, { className, objectId: ids[className] ?? '' }),
      }));
    });
}

type Members = Readonly<Record<string, unknown>>;
type Request = readonly [method: string, path: string, body?: unknown];

const part = (path: string, members: Members) => ({ method: 'GET', path: `/parse${withParameters(path, members)}` });

/** The ways in which one reading reaches the server. */
export const FORMS = {
  'in the query': (path: string, members: Members): Request => ['GET', withParameters(path, members)],
  'in a body': (path: string, members: Members): Request => ['POST', path, { _method: 'GET', ...members }],
  'in a batch': (path: string, members: Members): Request => ['POST', '/batch', { requests: [part(path, members)] }],
} as const;
export type FormName = keyof typeof FORMS;

/** Stores the classes that the first log-in and the first device would make, so that the schema API takes fields for them. */
export async function addPlatformClasses(database: Db): Promise<void> {
  const schemas = database.collection<{ _id: string }>('_SCHEMA');
  const stored = { objectId: 'string', createdAt: 'date', updatedAt: 'date' };
  for (const _id of ['_Session', '_Installation']) await schemas.updateOne({ _id }, { $setOnInsert: stored }, { upsert: true });
}
