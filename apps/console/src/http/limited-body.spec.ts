import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { LimitedBody } from './limited-body.ts';

describe('the body of an upload', () => {
  const sent = () => {
    const source = new PassThrough();
    return { source, request: source as unknown as IncomingMessage };
  };

  it('is passed on as it comes', async () => {
    const { source, request } = sent();
    source.end('12345');
    expect((await buffer(new LimitedBody(request, 5))).toString()).toBe('12345');
  });

  it('ends with the first byte that is too many', async () => {
    const { source, request } = sent();
    const body = new LimitedBody(request, 5);
    source.write('123456');
    await expect(buffer(body)).rejects.toMatchObject({ code: 129 });
  });

  it('is a failure where it ends early, and where it stands still', async () => {
    const early = sent();
    const body = new LimitedBody(early.request, 5);
    early.source.write('1');
    early.source.destroy();
    await expect(buffer(body)).rejects.toMatchObject({ code: 107 });
    await expect(buffer(new LimitedBody(sent().request, 5, 10))).rejects.toMatchObject({ code: 124 });
  });
});
