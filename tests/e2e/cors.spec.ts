import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ORIGIN = 'access-control-allow-origin';

describe('CORS', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode: 'fused',
      apps: [
        { id: 'test', settings: { allowClientClassCreation: true } },
        { id: 'listed', settings: { allowOrigin: ['https://a.example', 'https://b.example'], allowHeaders: ['X-Own'] } },
      ],
    });
  });
  afterAll(() => parlance.close());

  it.each(['/classes/Game', '/batch', '/health', '/nowhere'])('a preflight of %s answers 200 OK without an app id', async (path) => {
    const response = await fetch(parlance.url + path, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://page.example',
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'x-parse-session-token',
      },
    });
    expect([response.status, await response.text()]).toEqual([200, 'OK']);
    expect(response.headers.get(ORIGIN)).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,PUT,POST,DELETE,OPTIONS,PATCH');
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')).toContain('x-parse-session-token');
  });

  it.each([
    ['GET', '/classes/Game', undefined, 200],
    ['POST', '/classes/Game', {}, 201],
    ['GET', '/classes/Game/none', undefined, 404],
    ['POST', '/classes/Game', '{', 400],
    ['GET', '/settings', undefined, 403],
    ['GET', '/nowhere', undefined, 404],
    ['POST', '/classes/Game', 'x'.repeat((20 << 20) + 1), 413],
  ])('ERR-18 %s %s has its fields: %o', async (method, path, body, status) => {
    const answer = await parlance.rest(method, path, body, { headers: { Origin: 'https://page.example' } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get(ORIGIN)).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toBe('X-Parse-Job-Status-Id, X-Parse-Push-Status-Id');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it("SEC-29 a page of an unlisted origin cannot read the app's answers", async () => {
    const app = parlance.app('listed');
    const originFor = async (page: string, path = '/classes/Game') =>
      (await parlance.rest('GET', path, undefined, { app, headers: { Origin: page } })).headers.get(ORIGIN);
    expect(await originFor('https://b.example')).toBe('https://b.example');
    for (const path of ['/classes/Game', '/classes/Game/none', '/nowhere', '/serverInfo'])
      expect(await originFor('https://evil.example', path)).toBe('https://a.example');
  });
});
