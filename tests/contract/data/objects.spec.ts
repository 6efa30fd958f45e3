import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { data } from '@parlance/contracts';
import { codeOf, DataDeployment, MODES } from './data-service.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(MODES)('objects, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
  });
  afterAll(() => deployment.close());

  it('OBJ-01 creates an object of a class nobody has saved to, and with it the class', async () => {
    const reply = await deployment.call(data.create, { className: 'First', body: { score: 1337, playerName: 'Sean Plott' } });
    const body = JSON.parse(new TextDecoder().decode(reply.body));
    expect(reply.status).toBe(201);
    expect(reply.location).toBe(`/classes/First/${body.objectId}`);
    expect(body).toEqual({ objectId: expect.stringMatching(/^[A-Za-z0-9]{10}$/), createdAt: expect.stringMatching(ISO) });
    const schemas = await deployment.collection('_SCHEMA');
    expect(await schemas.findOne({ _id: 'First' })).toEqual({
      _id: 'First',
      objectId: 'string',
      createdAt: 'date',
      updatedAt: 'date',
      score: 'number',
      playerName: 'string',
    });
  });

  it('OBJ-03 OBJ-04 reads every field back, with equal times, and changes only updatedAt later', async () => {
    const { anyone } = deployment;
    const { objectId, createdAt } = await anyone.create('Game', { score: 1, name: 'x' });
    expect(await anyone.get('Game', objectId)).toEqual({ objectId, createdAt, updatedAt: createdAt, score: 1, name: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { updatedAt } = await anyone.update('Game', objectId, { score: 2 });
    expect(updatedAt > createdAt).toBe(true);
    expect(await anyone.get('Game', objectId)).toEqual({ objectId, createdAt, updatedAt, score: 2, name: 'x' });
  });

  it('OBJ-05 refuses a chosen objectId, and ignores the times a client sends', async () => {
    const { anyone } = deployment;
    expect(await codeOf(anyone.create('Game', { objectId: 'abcdefghij' }))).toBe(105);
    const sent = { createdAt: '2001-01-01T00:00:00.000Z', updatedAt: { __type: 'Date', iso: '2001-01-01T00:00:00.000Z' } };
    const { objectId, createdAt } = await anyone.create('Game', sent);
    expect(createdAt > '2020').toBe(true);
    await anyone.update('Game', objectId, sent);
    const read = await anyone.get('Game', objectId);
    expect(read.createdAt).toBe(createdAt);
    expect(read.updatedAt >= createdAt).toBe(true);
  });

  it('OBJ-30 deletes with an empty answer, and knows nothing of the object afterwards', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Game', { score: 1 });
    expect(await anyone.remove('Game', objectId)).toEqual({});
    expect(await codeOf(anyone.get('Game', objectId))).toBe(101);
    expect(await codeOf(anyone.update('Game', objectId, { score: 2 }))).toBe(101);
    expect(await codeOf(anyone.remove('Game', objectId))).toBe(101);
  });
});
