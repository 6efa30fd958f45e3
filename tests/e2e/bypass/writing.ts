import type { Question } from './question.ts';
import type { Secret } from './seed.ts';

const RW = { read: true, write: true };

/** Every way to change, remove or create something where it is hidden, for the sake of the answer. */
export function writingTo(method: 'PUT' | 'DELETE' | 'POST', path: string, secret: Secret): readonly Question[] {
  const { objectId } = secret;
  if (method === 'DELETE') return [{ what: 'removing', method, path }];
  if (method === 'POST') return creating(path, secret);
  const bodies: Readonly<Record<string, object>> = {
    nothing: {},
    'a value': { n: 8 },
    'a value and the id': { n: 8, objectId },
    'an increment': { n: { __op: 'Increment', amount: 1 } },
    'an addition': { list: { __op: 'AddUnique', objects: ['more'] } },
    'the ACL': { ACL: { '*': RW } },
    'no more ACL': { ACL: { __op: 'Delete' } },
    'a new field': { fresh: 1 },
    'a value of a wrong kind': { n: 'text' },
  };
  const silent = 'what fits no class is told before any object is looked at';
  return Object.entries(bodies).map(([change, body]) => ({
    what: change,
    method,
    path,
    body,
    ...(change === 'a value of a wrong kind' ? { silent } : {}),
  }));
}

const CREATED = 'a new object says nothing of others';

function creating(path: string, { className, objectId }: Secret): readonly Question[] {
  // Creates that sign up or log in are asked by the routes of their own.
  if (className.startsWith('_')) return [{ what: 'nothing', method: 'POST', path, body: {}, silent: CREATED }];
  const bodies: Readonly<Record<string, object>> = {
    something: { text: 'new' },
    'something of the same id': { objectId, text: 'new' },
    'something that everybody reads': { text: 'new', ACL: { '*': { read: true } } },
  };
  return Object.entries(bodies).map(([kind, body]) => ({ what: kind, method: 'POST', path, body, silent: CREATED }));
}
