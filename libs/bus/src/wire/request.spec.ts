import { describe, expect, it } from 'vitest';
import { decodeRequest, encodeRequest } from './request.ts';

describe('a request with a body of bytes', () => {
  it.each([['{"a":"x\\ny"}'], [''], ['\n\n'], ['\u0000\u00ff']])('keeps the body %j and the rest', (text) => {
    const request = { name: 'line\nend', list: [1, null], body: Buffer.from(text) };
    const decoded = decodeRequest({ body: 'bytes' }, encodeRequest({ body: 'bytes' }, request)) as typeof request;
    expect({ ...decoded, body: Buffer.from(decoded.body).toString() }).toEqual({ ...request, body: text });
  });

  it('is refused without a line end', () => {
    expect(() => decodeRequest({ body: 'bytes' }, Buffer.from('{}'))).toThrow(SyntaxError);
  });
});
