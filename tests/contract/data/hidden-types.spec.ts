import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, user, type Json } from './data-service.ts';

describe.each(MODES)('the types and defaults of hidden fields, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const everything = Object.fromEntries(['get', 'find', 'count', 'create', 'update', 'delete', 'addField'].map((name) => [name, { '*': true }])); // prettier-ignore
    const body = {
      fields: { rank: { type: 'Number', defaultValue: 7 }, name: { type: 'String', defaultValue: 'none' }, open: { type: 'Number' } },
      classLevelPermissions: { ...everything, protectedFields: { '*': ['rank'], 'role:Editors': [] } },
    };
    await deployment.call(data.createClass, { className: 'Player', body }, { identity: { kind: 'master' } });
  });
  afterAll(() => deployment.close());

  const textOf = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof ParseError) return `${error.code} ${error.message}`;
      throw error;
    }
    throw new Error('An error was expected.');
  };

  it('answers of creates leave hidden defaults out', async () => {
    const created = await deployment.anyone.create('Player', {});
    expect(created).toMatchObject({ name: 'none' });
    expect(created).not.toHaveProperty('rank');
    const [several] = await deployment.anyone.createMany('Player', [{}]);
    expect((several as Json)['success']).not.toHaveProperty('rank');
    const [whole] = await deployment.anyone.transaction([{ kind: 'create', className: 'Player', body: {} }]);
    expect(JSON.stringify(whole)).not.toContain('rank');
    expect(await deployment.as(user('useroneone', 'Editors')).create('Player', {})).toMatchObject({ rank: 7, name: 'none' });
    expect((await deployment.master.get('Player', created['objectId'] as string))['rank']).toBe(7);
  });

  it.each<Json>([{ rank: 'text' }, { rank: { __op: 'Add', objects: [1] } }, { rank: { __type: 'Date', iso: 'none' } }, { rank: [] }])(
    'a refused %j names no type of a hidden field',
    async (body) => {
      const { objectId } = await deployment.anyone.create('Player', {});
      const unsaid = /^111 schema mismatch for Player\.rank$/;
      const { anyone, master } = deployment;
      expect(await textOf(anyone.create('Player', body))).toMatch(unsaid);
      expect(await textOf(anyone.update('Player', objectId as string, body))).toMatch(unsaid);
      const [outcome] = await anyone.createMany('Player', [body]);
      expect(outcome).toMatchObject({ error: { code: 111, error: expect.stringMatching(/Player\.rank$/) as string } });
      expect(await textOf(master.create('Player', body))).toMatch(/expected Number but got/);
    },
  );

  it('a query that does not fit a hidden field is refused like every other question on it', async () => {
    for (const rank of [
      { $regex: 'x' },
      { $text: { $search: { $term: 'x' } } },
      { $nearSphere: { __type: 'GeoPoint', latitude: 1, longitude: 1 } },
      'x',
    ]) {
      // prettier-ignore
      expect(await textOf(deployment.anyone.find('Player', { where: { rank } }))).toMatch(/^119 Permission denied$/);
    }
  });
});
