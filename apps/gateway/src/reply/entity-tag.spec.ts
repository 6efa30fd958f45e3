import { expect, it } from 'vitest';
import { jsonReply, type Reply } from './reply.ts';
import { revalidated, unlessKnown } from './entity-tag.ts';

const reply = revalidated(jsonReply({ n: 1 }));
const etag = reply.etag as string;
const asked = (tag: string | undefined, method = 'GET', answer: Reply = reply) =>
  unlessKnown({ method, headers: tag === undefined ? {} : { 'if-none-match': tag } }, answer);

it('is one tag for equal contents, and another one for others', () => {
  expect(revalidated(jsonReply({ n: 1 })).etag).toBe(etag);
  expect(revalidated(jsonReply({ n: 2 })).etag).not.toBe(etag);
  expect(reply.fields).toEqual(['ETag', etag, 'Cache-Control', 'private, no-cache']);
});

it.each<[string | undefined, number]>([
  [undefined, 200],
  ['', 200],
  ['"other"', 200],
  [etag, 304],
  [etag.replace('W/', ''), 304],
  [`"other" , ${etag}`, 304],
  ['*', 304],
  [etag.slice(0, -2), 200],
])('answers a client that knows %s with %i', (tag, status) => {
  const answer = asked(tag) as Reply;
  expect([answer.status, answer.body.length === 0]).toEqual([status, status === 304]);
});

it('is asked about by GET and HEAD alone, and only of answers that have one', () => {
  expect(asked(etag, 'HEAD').status).toBe(304);
  expect(asked(etag, 'POST').status).toBe(200);
  expect(asked('*', 'GET', jsonReply({ n: 1 })).status).toBe(200);
  expect(asked('*', 'GET', { ...reply, status: 404 }).status).toBe(404);
});
