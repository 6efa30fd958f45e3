import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHookServer, type Heard, type HookServer, type Told } from './hook-server.ts';

let parlance: Parlance;
let server: HookServer;
beforeAll(async () => {
  server = await startHookServer();
  const settings = { webhooks: { allowedAddresses: ['127.0.0.1'] }, allowClientClassCreation: true, allowClientFieldAddition: true };
  parlance = await startParlance({ mode: 'fused', apps: [{ id: 'one', settings }], env: { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.0/8' } });
});
afterAll(async () => {
  await parlance?.close();
  await server?.close();
});
beforeEach(() => {
  server.heard.length = 0;
});

/** Declares a trigger of saves, and the answers of its webhook. */
async function declare(className: string, triggerName: string, answer: (asked: Heard) => Told): Promise<void> {
  server.answer = (asked) => (asked.path === `/${triggerName}/${className}` ? answer(asked) : { body: {} });
  const hook = { className, triggerName, url: `${server.url}/${triggerName}/${className}` };
  const declared = await parlance.masterRest('POST', '/hooks/triggers', hook);
  expect([declared.status, declared.body]).toEqual([200, hook]);
  // All services have heard of it once a save asks it.
  const isAsked = async () => {
    await parlance.masterRest('POST', `/classes/${className}`, { probe: true });
    return server.heard.length > 0;
  };
  await expect.poll(isAsked).toBe(true);
  server.heard.length = 0;
}

const kept = ({ body }: Heard): Record<string, unknown> => body['object'] as Record<string, unknown>;

describe('a trigger that a webhook serves', () => {
  it('beforeSave stores the whole object that the webhook gives back, and keeps increments what they are', async () => {
    await declare('Review', 'beforeSave', (asked) => {
      const { objectId: _id, ...object } = kept(asked);
      return { body: { success: { ...object, stars: Math.min(5, Number(object['stars'] ?? 0)), checked: true, updatedAt: 'not a date' } } };
    });
    const created = await parlance.rest('POST', '/classes/Review', { stars: 9, reads: 1 });
    expect(created.status).toBe(201);
    expect(server.heard[0]!.body).toMatchObject({
      triggerName: 'beforeSave',
      object: { className: 'Review', stars: 9, reads: 1 },
      master: false,
      context: {},
    });
    const id = created.body.objectId as string;
    await Promise.all(
      Array.from({ length: 8 }, () => parlance.rest('PUT', `/classes/Review/${id}`, { reads: { __op: 'Increment', amount: 1 } })),
    );
    const { body } = await parlance.rest('GET', `/classes/Review/${id}`);
    expect(body).toMatchObject({ stars: 5, checked: true, reads: 9 });
    const { original, object } = server.heard.at(-1)!.body as { original: Record<string, unknown>; object: Record<string, unknown> };
    expect([original['className'], original['checked'], Number(object['reads']) - Number(original['reads'])]).toEqual(['Review', true, 1]);
  });

  it('beforeSave refuses a save with its error, and nothing is stored', async () => {
    await declare('Strict', 'beforeSave', (asked) => ({ body: kept(asked)['probe'] === true ? {} : { error: 'no' } }));
    const refused = await parlance.rest('POST', '/classes/Strict', { a: 1 });
    expect([refused.status, refused.body]).toEqual([400, { code: 141, error: 'no' }]);
    expect((await parlance.rest('GET', '/classes/Strict?where={"a":1}')).body.results).toEqual([]);
  });

  it('CLD-12 afterSave that fails leaves the save successful, and its error is in the log of the app', async () => {
    await declare('Told', 'afterSave', () => ({ body: { error: 'the mail server is away' } }));
    expect((await parlance.rest('POST', '/classes/Told', { a: 1 })).status).toBe(201);
    const errors = async () => (await parlance.masterRest('GET', '/scriptlog?level=error&size=50')).body as Record<string, unknown>[];
    await expect.poll(errors).toContainEqual(
      expect.objectContaining({
        level: 'error',
        triggerType: 'afterSave',
        className: 'Told',
        message: expect.stringContaining('the mail server is away'),
      }),
    );
  });
});
