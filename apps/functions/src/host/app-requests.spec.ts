import { PUBLIC } from '@parlance/acl';
import type { HttpReply } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import type { CodeRequest } from '../channel/messages.ts';
import { AppRequests } from './app-requests.ts';
import { APP_REQUESTS_MAX } from './limits.ts';
import { Run } from './run.ts';

const REQUEST: CodeRequest = { call: 1, method: 'GET', path: '/classes/A', as: 'public' };
const REPLY: HttpReply = { status: 200, body: new Uint8Array() };

function runAt(depth: number): Run {
  const cloud = { headers: {}, ip: '', context: '{}', depth };
  const context = { app: 'a', identity: PUBLIC, deadline: Date.now() + 9_000, requestId: 'r', cloud };
  return new Run(1, { what: 'function', name: 'f', body: new Uint8Array(), context }, Date.now());
}

function requests() {
  const running: { readonly app: string; readonly end: (reply: HttpReply) => void; readonly fail: (error: Error) => void }[] = [];
  const shared = new AppRequests((app) => new Promise<HttpReply>((resolve, reject) => running.push({ app, end: resolve, fail: reject })));
  const ask = (app: string, run: Run | undefined = runAt(0)) => shared.perform(app, run, REQUEST, new Uint8Array());
  return { running, ask };
}

describe('requests of the code of an app', () => {
  it('are carried out some at a time, in their order, and those of another app beside them', async () => {
    const { running, ask } = requests();
    const asked = Array.from({ length: APP_REQUESTS_MAX + 2 }, () => ask('evil'));
    const other = ask('good');
    expect(running.map(({ app }) => app)).toEqual([...Array.from({ length: APP_REQUESTS_MAX }, () => 'evil'), 'good']);
    running.at(-1)?.end(REPLY);
    expect(await other).toBe(REPLY);
    running[0]?.end(REPLY);
    running[1]?.fail(new Error('no'));
    await expect(asked[1]).rejects.toThrow('no');
    await expect.poll(() => running.length).toBe(APP_REQUESTS_MAX + 3);
    for (const { end } of running) end(REPLY);
    expect(await Promise.allSettled(asked)).toHaveLength(APP_REQUESTS_MAX + 2);
    const again = ask('evil');
    expect(running).toHaveLength(APP_REQUESTS_MAX + 4);
    running.at(-1)?.end(REPLY);
    expect(await again).toBe(REPLY);
  });

  it('CLD-37 wait for nobody within other calls', () => {
    const { running, ask } = requests();
    for (let count = 0; count < APP_REQUESTS_MAX + 5; count++) void ask('a');
    void ask('a', runAt(1));
    expect(running).toHaveLength(APP_REQUESTS_MAX + 1);
  });

  it('are not carried out for a call that has ended meanwhile, and leave their place to the next', async () => {
    const { running, ask } = requests();
    for (let count = 0; count < APP_REQUESTS_MAX; count++) void ask('a');
    const ended = runAt(0);
    const late = ask('a', ended);
    const next = ask('a', undefined);
    ended.succeed(REPLY);
    running[0]?.end(REPLY);
    await expect(late).rejects.toMatchObject({ code: 124 });
    await expect.poll(() => running.length).toBe(APP_REQUESTS_MAX + 1);
    running.at(-1)?.end(REPLY);
    expect(await next).toBe(REPLY);
  });
});
