import { z } from 'zod';
import { body, className } from './data-members.ts';
import { operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/*
 * The schema API: for the master keys only. The bodies are those of `POST` and `PUT /schemas/<Class>`.
 */

/** Changes of a class leave an entry in the audit. */
const AUDITED = { audited: 'gateway' } as const;

export const listClassesRequest = z.object({});
export const describeClassRequest = z.object({ className });
/** A class is named by its path, by the body, or by both. */
export const createClassRequest = z.object({ className: className.optional(), body });
export const changeClassRequest = z.object({ className, body });
export const dropClassRequest = z.object({ className });
export const purgeClassRequest = z.object({ className });
export type ListClassesRequest = z.infer<typeof listClassesRequest>;
export type DescribeClassRequest = z.infer<typeof describeClassRequest>;
export type CreateClassRequest = z.infer<typeof createClassRequest>;
export type ChangeClassRequest = z.infer<typeof changeClassRequest>;
export type DropClassRequest = z.infer<typeof dropClassRequest>;
export type PurgeClassRequest = z.infer<typeof purgeClassRequest>;

export const listClasses = operation<ListClassesRequest, RestReply>({
  subject: 'data.list-classes',
  request: listClassesRequest,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/schemas', 'master', () => ({}))],
});
export const describeClass = operation<DescribeClassRequest, RestReply>({
  subject: 'data.describe-class',
  request: describeClassRequest,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/schemas/:className', 'master', ({ path }) => path)],
});
export const createClass = operation<CreateClassRequest, RestReply>({
  subject: 'data.create-class',
  request: createClassRequest,
  reply: REST,
  retry: 'never',
  routes: [
    route('POST', '/schemas', 'master', ({ input }) => ({ body: input }), AUDITED),
    route('POST', '/schemas/:className', 'master', ({ path, input }) => ({ ...path, body: input }), AUDITED),
  ],
});
/** Fields, permissions and indexes. Values of removed fields are gone with the answer, but in very large classes. */
export const changeClass = operation<ChangeClassRequest, RestReply>({
  subject: 'data.change-class',
  request: changeClassRequest,
  reply: REST,
  retry: 'never',
  routes: [route('PUT', '/schemas/:className', 'master', ({ path, input }) => ({ ...path, body: input }), AUDITED)],
});
export const dropClass = operation<DropClassRequest, RestReply>({
  subject: 'data.drop-class',
  request: dropClassRequest,
  reply: REST,
  retry: 'never',
  routes: [route('DELETE', '/schemas/:className', 'master', ({ path }) => path, AUDITED)],
});
/** Removes every object of a class, which stays. Asked again after a time-out, it goes on. */
export const purgeClass = operation<PurgeClassRequest, RestReply>({
  subject: 'data.purge-class',
  request: purgeClassRequest,
  reply: REST,
  retry: 'never',
  routes: [route('DELETE', '/purge/:className', 'master', ({ path }) => path, AUDITED)],
});
