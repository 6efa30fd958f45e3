import { Logger } from '@nestjs/common';
import type { Bus } from '@parlance/bus';
import type { ReplyHead } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contextOf, MODES, page, startPair } from './harness.ts';

describe.each(MODES)('a reply of which the service decides everything, %s', (mode) => {
  let caller: Bus;
  let stop: () => Promise<void>;
  beforeAll(async () => ({ caller, stop } = await startPair(mode)));
  afterAll(() => stop());

  it.each<[string, ReplyHead]>([
    ['a status', { status: 418 }],
    ['the status of most', { status: 200 }],
    ['all members', { status: 303, location: '/a?b=%20|c', contentType: 'text/csv; charset=utf-8', headers: { ETag: '"a|b%"', Link: '' } }],
  ])('keeps %s and its bytes', async (_, head) => {
    const { body, ...received } = await caller.call(page, { head, body: 'größe' }, contextOf());
    expect(received).toEqual(head);
    expect(Buffer.from(body).toString()).toBe('größe');
  });

  it('comes whole when it is large', async () => {
    const body = 'x'.repeat(3_000_000);
    const reply = await caller.call(page, { head: { status: 202, headers: { ETag: 'x' } }, body }, contextOf());
    expect([reply.status, reply.headers, reply.body.length]).toEqual([202, { ETag: 'x' }, 3_000_000]);
  });

  it.each<[string, ReplyHead]>([
    ['a status that is none', { status: 99 }],
    ['a header field of its own', { status: 200, headers: { 'Set-Cookie': 'a=b' } }],
    ['a header field that ends early', { status: 200, headers: { ETag: 'x\r\nSet-Cookie: a=b' } }],
    ['an address of somebody else', { status: 303, location: 'https://evil.example' }],
  ])('never leaves with %s', async (_, head) => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await expect(caller.call(page, { head, body: '' }, contextOf())).rejects.toMatchObject({ kind: 'InternalServerError' });
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });
});
