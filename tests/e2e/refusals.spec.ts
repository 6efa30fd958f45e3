import { MODES, startParlance, type LogLine, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, type SignedUp } from './accounts.ts';

const OPEN = { '*': true };

/** What is refused with the code 119, and how an app hears of it that wants it in full. */
const REFUSED: readonly (readonly [method: string, path: string, body: object | undefined, inFull: string, because: string])[] = [
  ['GET', '/classes/Shut', undefined, 'Permission denied for action find on class Shut.', 'may not find Shut: they do not grant find.'],
  [
    'POST',
    '/classes/Shut',
    { n: 1 },
    'Permission denied for action create on class Shut.',
    'may not create Shut: they do not grant create.',
  ],
  ['POST', '/classes/NoFields', { fresh: 1 }, 'Permission denied for action addField on class NoFields.', 'may not addField NoFields:'],
  [
    'GET',
    '/classes/NoFields?order=secret',
    undefined,
    'This user is not allowed to sort by secret on class NoFields',
    'hide secret of NoFields',
  ],
  [
    'GET',
    '/classes/_Hooks',
    undefined,
    "Clients aren't allowed to perform the find operation on the _Hooks collection.",
    'may not find _Hooks',
  ],
  [
    'GET',
    '/classes/Nowhere',
    undefined,
    'This user is not allowed to access non-existent class: Nowhere',
    'allowClientClassCreation is off',
  ],
  ['GET', '/schemas', undefined, 'unauthorized: master key is required', 'may not use GET /schemas: it takes the master key.'],
];

describe.each(MODES)('refusals, %s', (mode) => {
  let parlance: Parlance;
  let ada: SignedUp;
  beforeAll(async () => {
    const settings = { ...PATIENT, allowClientClassCreation: false };
    parlance = await startParlance({ mode, logLevel: 'debug', apps: [{ id: 'test', settings }] });
    ada = await signUp(parlance);
    const fields = { n: { type: 'Number' }, secret: { type: 'String' } };
    const declare = async (className: string, classLevelPermissions: object) =>
      expect((await parlance.masterRest('POST', `/schemas/${className}`, { fields, classLevelPermissions })).status).toBe(200);
    await declare('Shut', {});
    await declare('NoFields', { find: OPEN, get: OPEN, create: OPEN, update: OPEN, protectedFields: { '*': ['secret'] } });
  });
  afterAll(() => parlance?.close());

  const ask = (method: string, path: string, body?: object) => parlance.rest(method, path, body, as(ada.token));
  const lineOf = ({ headers }: RestAnswer): LogLine | undefined =>
    parlance.logs.find((line) => line['request_id'] === headers.get('x-request-id') && line['code'] !== undefined);
  const inFull = async (on: boolean) => {
    expect((await parlance.masterRest('PATCH', '/settings', { enableSanitizedErrorResponse: !on })).status).toBe(200);
    const text = on ? /on class Shut/ : /^Permission denied$/;
    await expect.poll(async () => (await ask('GET', '/classes/Shut')).body.error as string).toMatch(text);
  };
  const inBatch = async () => {
    const requests = [1, 2].map((n) => ({ method: 'POST', path: '/parse/classes/Shut', body: { n } }));
    const answer = await ask('POST', '/batch', { requests });
    return { answer, errors: (answer.body as unknown as { error: { error: string } }[]).map(({ error }) => error.error) };
  };

  it.each(REFUSED)(
    '%s %s is told in full only where the app says so; the log always says why',
    async (method, path, body, text, because) => {
      await inFull(false);
      const sanitised = await ask(method, path, body);
      expect([sanitised.body.code, sanitised.body.error]).toEqual([119, 'Permission denied']);
      expect(lineOf(sanitised)).toMatchObject({ level: 'info', app: 'test', code: 119, msg: expect.stringContaining(because) as string });
      await inFull(true);
      const told = await ask(method, path, body);
      expect([told.status, told.body.code, told.body.error]).toEqual([sanitised.status, 119, text]);
      expect(lineOf(told)).toMatchObject({ msg: expect.stringContaining(because) as string });
    },
  );

  it('parts of a batch are told alike', async () => {
    await inFull(false);
    expect((await inBatch()).errors).toEqual(['Permission denied', 'Permission denied']);
    await inFull(true);
    const { answer, errors } = await inBatch();
    expect(errors).toEqual(Array.from({ length: 2 }, () => 'Permission denied for action create on class Shut.'));
    expect(lineOf(answer)).toMatchObject({ msg: `User ${ada.id} without roles may not create Shut: they do not grant create.` });
  });

  it('an object out of reach and one that is not there are told alike, in answers and in the log', async () => {
    const { objectId } = (await parlance.masterRest('POST', '/classes/NoFields', { n: 1, ACL: {} })).body;
    const lines = [];
    for (const id of [objectId as string, 'nothing123']) {
      const answer = await ask('GET', `/classes/NoFields/${id}`);
      expect([answer.status, answer.body]).toEqual([404, { code: 101, error: 'Object not found.' }]);
      lines.push({ level: lineOf(answer)?.['level'], text: String(lineOf(answer)?.['msg']).replace(id, 'ID') });
    }
    const text = `User ${ada.id} without roles may not get NoFields ID: it does not exist, or its ACL grants read to others.`;
    expect(lines).toEqual([
      { level: 'debug', text },
      { level: 'debug', text },
    ]);
  });
});
