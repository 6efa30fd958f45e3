import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { innerRequest } from './inner-request.ts';

const ASKED = { method: 'POST', url: '/files/a.txt', contentType: 'text/plain', body: Buffer.from('abc') };

it('has its body whole, and of the client the fields that hold for all that follows from its request', async () => {
  const headers = {
    'user-agent': 'phone',
    'accept-language': 'de',
    'x-parse-app-display-version': '3',
    'content-type': 'application/json',
    'content-length': '999',
    'content-encoding': 'gzip',
    'transfer-encoding': 'chunked',
    'if-none-match': '*',
    range: 'bytes=0-1',
    'x-parse-request-id': 'r',
    'x-parse-application-id': 'other',
    'x-parse-file-directory': '/secret',
    authorization: 'Bearer x',
  };
  const request = innerRequest({ ...ASKED, headers });
  const kept = { 'user-agent': 'phone', 'accept-language': 'de', 'x-parse-app-display-version': '3' };
  expect(request.headers).toEqual({ ...kept, 'content-type': 'text/plain', 'content-length': '3' });
  expect((await buffer(request)).toString()).toBe('abc');
});

it('ends at once without a body, and can be asked any number of times beside others', async () => {
  for (let time = 0; time < 20; time++) {
    const request = innerRequest({ ...ASKED, contentType: undefined, headers: {}, body: new Uint8Array() });
    expect([request.headers, request.socket.remoteAddress, (await buffer(request)).length]).toEqual([{}, undefined, 0]);
  }
});
