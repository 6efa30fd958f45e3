import { randomBytes } from 'node:crypto';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let parlance: Parlance;
beforeAll(async () => {
  parlance = await startParlance({ mode: 'fused', apps: [{ id: 'one' }, { id: 'adopted' }] });
});
afterAll(() => parlance?.close());

const URL_ONE = 'https://hooks.example/one';
const name = () => `f${randomBytes(4).toString('hex')}`;
const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await parlance.masterRest(method, `/hooks/${path}`, body);
  return [answer.status, answer.body] as const;
};
const refused = (error: unknown) => [400, { code: 143, error }];

describe('webhooks over REST', () => {
  it('are made, listed, read, changed and removed, functions and triggers alike', async () => {
    const functionName = name();
    const hook = { functionName, url: URL_ONE };
    expect(await ask('POST', 'functions', { ...hook, other: 'member' })).toEqual([200, hook]);
    expect(await ask('GET', `functions/${functionName}`)).toEqual([200, hook]);
    expect(await ask('GET', 'functions')).toEqual([200, expect.arrayContaining([hook])]);
    const changed = { functionName, url: 'https://hooks.example/two' };
    expect(await ask('PUT', `functions/${functionName}`, { url: changed.url })).toEqual([200, changed]);
    expect(await ask('PUT', `functions/${functionName}`, { __op: 'Delete' })).toEqual([200, {}]);
    expect(await ask('GET', `functions/${functionName}`)).toEqual(refused(`no function named: ${functionName} is defined`));

    const trigger = { className: `C${functionName}`, triggerName: 'beforeSave', url: URL_ONE };
    const path = `triggers/${trigger.className}/beforeSave`;
    expect(await ask('POST', 'triggers', trigger)).toEqual([200, trigger]);
    expect(await ask('GET', path)).toEqual([200, trigger]);
    expect(await ask('GET', 'triggers')).toEqual([200, [trigger]]);
    expect(await ask('PUT', path, { url: changed.url })).toEqual([200, { ...trigger, url: changed.url }]);
    expect(await ask('PUT', path, { __op: 'Delete' })).toEqual([200, {}]);
    expect(await ask('GET', path)).toEqual(refused(`class ${trigger.className} does not exist`));
    expect((await ask('PUT', path, { __op: 'Delete' }))[1]).toMatchObject({ code: 101 });
  });

  it('CLD-21 are refused with 143 when a declaration is wrong, taken, or for nothing that there is', async () => {
    const functionName = name();
    await ask('POST', 'functions', { functionName, url: URL_ONE });
    expect(await ask('POST', 'functions', { functionName, url: URL_ONE })).toEqual(
      refused(`function name: ${functionName} already exists`),
    );
    await ask('POST', 'triggers', { className: 'Taken', triggerName: 'afterSave', url: URL_ONE });
    expect(await ask('POST', 'triggers', { className: 'Taken', triggerName: 'afterSave', url: URL_ONE })).toEqual(
      refused('class Taken already has trigger afterSave'),
    );
    expect(await ask('PUT', 'functions/nowhere', { url: URL_ONE })).toEqual(refused('no function named: nowhere is defined'));
    expect(await ask('PUT', 'triggers/Nowhere/afterSave', { url: URL_ONE })).toEqual(refused('class Nowhere does not exist'));
    const wrong: unknown[] = [
      {},
      { functionName: 'f' },
      { functionName: 5, url: URL_ONE },
      { functionName: 'f', url: 'nonsense' },
      { functionName: 'f', url: 'ftp://a.example' },
      { functionName: 'f', url: 'https://user:password@a.example' },
      { functionName: 'x'.repeat(600), url: URL_ONE },
      { className: 'A', url: URL_ONE },
      { className: 'A', triggerName: 'beforeNothing', url: URL_ONE },
      { className: '_Session', triggerName: 'beforeSave', url: URL_ONE },
      { className: '_PushStatus', triggerName: 'beforeSave', url: URL_ONE },
      { className: 'A', triggerName: 'beforeLogin', url: URL_ONE },
    ];
    for (const declaration of wrong)
      expect([declaration, ...(await ask('POST', 'functions', declaration))]).toEqual([
        declaration,
        ...refused('invalid hook declaration'),
      ]);
    expect(await ask('PUT', `functions/${functionName}`, {})).toEqual(refused('invalid hook declaration'));
  });

  it.each(['__proto__', 'constructor'])('SEC-02 none is named %s', async (functionName) => {
    expect((await ask('POST', 'functions', JSON.parse(`{"functionName":"${functionName}","url":"${URL_ONE}"}`)))[1]).toEqual({
      code: 143,
      error: 'invalid hook declaration',
    });
  });

  it('SEC-38 are changed by the master key alone, and read by the read-only one', async () => {
    const body = { functionName: name(), url: URL_ONE };
    expect((await parlance.rest('POST', '/hooks/functions', body)).status).toBe(403);
    expect((await parlance.rest('GET', '/hooks/functions')).status).toBe(403);
    expect((await parlance.rest('POST', '/hooks/functions', body, { key: 'readOnlyMaster' })).body).toMatchObject({ code: 119 });
    expect((await parlance.rest('GET', '/hooks/functions', undefined, { key: 'readOnlyMaster' })).status).toBe(200);
    expect(await ask('GET', `functions/${body.functionName}`)).toEqual(refused(`no function named: ${body.functionName} is defined`));
  });

  it('are one when two of a name are made at the same time', async () => {
    const body = { functionName: name(), url: URL_ONE };
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask('POST', 'functions', body)));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
  });

  it('are stored as Parse Server stores them, and those of an adopted database are served', async () => {
    const functionName = name();
    await ask('POST', 'functions', { functionName, url: URL_ONE });
    const stored = await (await parlance.database('one')).collection('_Hooks').findOne({ functionName });
    expect(stored).toEqual({ _id: expect.objectContaining({ _bsontype: 'ObjectId' }), functionName, url: URL_ONE });

    const app = parlance.app('adopted');
    const adopted = [
      { functionName: 'old', url: 'http://127.0.0.1:1/' },
      { className: 'Old', triggerName: 'beforeSave', url: 'http://127.0.0.1:1/' },
    ];
    await (await parlance.database('adopted')).collection('_Hooks').insertMany(adopted.map((hook) => ({ ...hook })));
    // The first call looks for hooks; a write hears of those that were found when its database was opened.
    expect((await parlance.rest('POST', '/functions/old', {}, { app })).body).toEqual({
      code: 143,
      error: 'The address of the webhook may not be called.',
    });
    await expect.poll(async () => (await parlance.masterRest('POST', '/classes/Old', {}, { app })).body).toMatchObject({ code: 143 });
    expect((await parlance.masterRest('GET', '/hooks/triggers', undefined, { app })).body).toEqual([adopted[1]]);
  });
});
