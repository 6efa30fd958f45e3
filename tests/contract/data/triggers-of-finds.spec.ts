import { MASTER, PLATFORM } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';
import { handed, StandInCode, type StandIn } from './stand-in-code.ts';

const id = (made: Json): string => made['objectId'] as string;
const names = ({ results }: { results: Json[] }): unknown[] => results.map(({ name }) => name as unknown).sort();

describe.each(MODES)('triggers of finds, %s', (mode) => {
  let deployment: DataDeployment;
  let code: StandInCode;
  let apps = 0;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    code = StandInCode.serve(deployment);
    await deployment.bus.flush();
  });
  afterAll(() => deployment.close());

  /** A new app whose code has these triggers, with a few objects: games of a, b, c and a private one, each with a player. */
  const app = async (triggers: Record<string, StandIn>, settings = {}) => {
    const name = `app${++apps}`;
    for (const known of Object.keys(code.triggers)) delete code.triggers[known];
    deployment.declare(name, { allowClientClassCreation: true, ...settings });
    const master = deployment.as(MASTER, name);
    const players: Json[] = [];
    const games: Json[] = [];
    for (const game of ['a', 'b', 'c', 'private']) {
      const ACL = game === 'private' ? { owner00001: { read: true } } : { '*': { read: true } };
      const player = await master.create('Player', { name: `player of ${game}`, secret: 's' });
      players.push(player);
      games.push(await master.create('Game', { name: game, player: pointer('Player', id(player)), ACL, secret: 's' }));
    }
    code.declare(deployment, name, triggers, settings);
    code.calls.length = 0;
    return { name, master, anyone: deployment.as({ kind: 'public' }, name), players, games };
  };

  it('beforeFind sees the query, and changes which objects are found, in which order, and how much of them', async () => {
    const { anyone } = await app({
      'beforeFind Game': ({ query }) => ({
        query: { where: { ...((query as Json)['where'] as Json), name: { $ne: 'b' } }, limit: 5, order: '-name', keys: 'name' },
      }),
    });
    const found = await anyone.find('Game', { where: '{"name":{"$exists":true}}', count: '1', keys: ['player'], skip: null });
    expect(code.calls[0]?.input).toEqual({
      query: { where: { name: { $exists: true } }, limit: 100, keys: 'player' },
      isGet: false,
      count: true,
    });
    expect(found.results.map(({ name }) => name as unknown)).toEqual(['c', 'a']);
    expect(found.count).toBe(2);
    expect(found.results[0]).not.toHaveProperty('player');
  });

  it('beforeFind refuses a query, by any code; a query that the class refuses never reaches it', async () => {
    const { anyone, name } = await app({
      'beforeFind Game': () => {
        throw ParseError.custom(9005, 'Not today.');
      },
    });
    await expect(anyone.find('Game')).rejects.toMatchObject({ code: 9005, message: 'Not today.' });
    code.calls.length = 0;
    await expect(anyone.find('Game', { where: { $bad: 1 } })).rejects.toBeInstanceOf(ParseError);
    const closed = { className: 'Game', body: { classLevelPermissions: { find: {}, get: {} } } };
    await deployment.call(data.changeClass, closed, { app: name, identity: MASTER });
    await expect(anyone.find('Game')).rejects.toMatchObject({ code: 119 });
    expect(code.calls).toEqual([]);
  });

  it('beforeFind sees the questions of an aggregate, refuses them, and narrows or answers them', async () => {
    const { master } = await app({
      'beforeFind Game': ({ query }) => {
        const { where, pipeline, comment } = query as { where: Json; pipeline?: Json[]; comment?: string };
        if (comment === 'refuse') throw ParseError.custom(9005, 'Not today.');
        if (comment === 'answer') return { objects: [{ objectId: 'made000001', name: 'made' }] };
        return pipeline === undefined
          ? { query: { where: { ...where, name: { $nin: ['b', 'private'] } }, limit: 1 } }
          : { query: { where: { name: 'a' } } };
      },
      'afterFind Game': ({ objects }) => ({ objects: (objects as Json[]).map((object) => ({ ...object, seen: true })) }),
    });
    const counted = [{ $match: { name: { $exists: true } } }, { $count: 'n' }];
    expect(await master.aggregate('Game', { distinct: 'name', where: '{"name":{"$ne":"private"}}' })).toEqual(['a', 'c']);
    expect(code.calls.map(({ input }) => input)).toEqual([
      { query: { distinct: 'name', where: { name: { $ne: 'private' } } }, isGet: false, count: false },
    ]);
    expect(await master.aggregate('Game', { pipeline: JSON.stringify(counted) })).toEqual([{ n: 4 }]);
    expect(await master.aggregate('Game', { $match: '{"name":{"$exists":true}}', $count: 'n', hint: '_id_' })).toEqual([{ n: 4 }]);
    expect(code.calls.slice(1).map(({ input }) => input['query'])).toEqual([
      { where: {}, pipeline: counted },
      { where: {}, pipeline: counted, hint: '_id_' },
    ]);
    for (const question of [{ distinct: 'name' }, { pipeline: counted }]) {
      await expect(master.aggregate('Game', { ...question, comment: 'refuse' })).rejects.toMatchObject({ code: 9005 });
      expect(await master.aggregate('Game', { ...question, comment: 'answer' })).toEqual([
        { objectId: 'made000001', name: 'made', seen: true },
      ]);
    }
    code.calls.length = 0;
    await expect(master.aggregate('Game', { pipeline: [{ $bad: 1, other: 2 }] })).rejects.toMatchObject({ code: 102 });
    expect(code.calls).toEqual([]);
  });

  it('the query that beforeFind leaves is asked by the rights of the caller, hidden fields and all', async () => {
    const { anyone, master } = await app(
      { 'beforeFind Game': () => ({ query: { where: { secret: 's' } } }) },
      {
        protectedFields: { Game: { '*': ['secret'] } },
      },
    );
    await expect(anyone.find('Game')).rejects.toMatchObject({ code: 119 });
    expect((await master.find('Game')).results).toHaveLength(4);
    code.triggers['beforeFind Game'] = () => ({ query: { where: {} } });
    expect(names(await anyone.find('Game'))).toEqual(['a', 'b', 'c']);
  });

  it('objects that beforeFind returns are the result; those that are stored are read as the caller sees them, but for master', async () => {
    const given: Json[] = [];
    const { anyone, master, games } = await app(
      { 'beforeFind Game': () => ({ objects: given }) },
      { protectedFields: { Game: { '*': ['secret'] } } },
    );
    given.push({ name: 'made up' });
    expect((await anyone.find('Game')).results).toEqual([{ name: 'made up' }]);
    given.splice(0, 1, ...games.map((game) => ({ objectId: id(game), name: 'changed', secret: 's' })));
    const seen = (await anyone.find('Game')).results;
    expect(names({ results: seen })).toEqual(['a', 'b', 'c']);
    expect(JSON.stringify(seen)).not.toContain('secret');
    expect((await master.find('Game')).results).toEqual(given);
    expect(await anyone.get('Game', id(games[1] as Json))).toMatchObject({ name: 'a' });
    given.length = 0;
    expect((await anyone.find('Game')).results).toEqual([]);
    await expect(anyone.get('Game', id(games[0] as Json))).rejects.toMatchObject({ code: 101 });
  });

  it('a get tells isGet, and finds nothing where the query that is left does not match', async () => {
    const { anyone, games } = await app({
      'beforeFind Game': ({ query }) => ({ query: { where: { ...((query as Json)['where'] as Json), name: 'a' } } }),
      'afterFind Game': () => undefined,
    });
    expect(await anyone.get('Game', id(games[0] as Json), { keys: 'name' })).toMatchObject({ name: 'a' });
    const where = { objectId: id(games[0] as Json) };
    expect(code.calls[0]?.input).toEqual({ query: { where, keys: 'name' }, isGet: true, count: false });
    expect(code.calls[1]?.input).toMatchObject({ isGet: true, objects: [{ name: 'a' }], query: { where: { ...where, name: 'a' } } });
    await expect(anyone.get('Game', id(games[1] as Json))).rejects.toMatchObject({ code: 101 });
  });

  it('afterFind filters and replaces what the caller may see, and never sees more', async () => {
    const { anyone, master } = await app(
      {
        'afterFind Game': ({ objects }) => ({
          objects: (objects as Json[])
            .filter(({ name }) => name !== 'b')
            .map((object) => ({ ...object, name: `<${String(object['name'])}>` })),
        }),
      },
      { protectedFields: { Game: { '*': ['secret'] } } },
    );
    const found = await anyone.find('Game', { count: 1 });
    expect(names(found)).toEqual(['<a>', '<c>']);
    expect(found.count).toBe(3);
    expect(JSON.stringify(code.calls[0]?.input)).not.toContain('secret');
    expect(names(await master.find('Game'))).toEqual(['<a>', '<c>', '<private>']);
    code.triggers['afterFind Game'] = () => ({ objects: [] });
    expect((await anyone.find('Game')).results).toEqual([]);
  });

  it('context goes from beforeFind to afterFind', async () => {
    const seen: Json[] = [];
    const { anyone } = await app({
      'beforeFind Game': () => ({ context: { from: 'before' } }),
      'afterFind Game': (_input, asked) => void seen.push(handed(asked)),
    });
    await anyone.find('Game');
    expect(seen).toEqual([{ from: 'before' }]);
  });

  it('included objects are queries of their own to the triggers of their class', async () => {
    const { anyone, players } = await app({
      'beforeFind Player': ({ query }) => ({
        query: { where: { $and: [(query as Json)['where'], { name: { $ne: 'player of b' } }] }, keys: 'name' },
      }),
      'afterFind Player': ({ objects }) => ({
        objects: (objects as Json[]).map((object) => ({ ...object, seen: true, className: 'Player' })),
      }),
    });
    const { results } = await anyone.find('Game', { include: 'player', order: 'name' });
    expect(code.heard()).toEqual(['beforeFind Player', 'afterFind Player']);
    const [a, b] = results as [Json, Json];
    expect(a['player']).toEqual({
      __type: 'Object',
      className: 'Player',
      objectId: id(players[0] as Json),
      name: 'player of a',
      seen: true,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
    });
    expect(b).not.toHaveProperty('player');
    await anyone.get('Game', id(a), { include: 'player', keys: 'player.secret' });
    expect(code.calls[0]?.input).toMatchObject({ query: { where: { objectId: id(players[0] as Json) }, keys: 'secret' }, isGet: true });
  });

  it('subqueries are queries of their own to the triggers of their class', async () => {
    const { anyone } = await app({
      'beforeFind Player': ({ query }) => ({
        query: { where: { $and: [(query as Json)['where'], { name: { $ne: 'player of b' } }] } },
      }),
    });
    const all = { player: { $inQuery: { className: 'Player', where: { name: { $exists: true } } } } };
    expect(names(await anyone.find('Game', { where: all }))).toEqual(['a', 'c']);
    code.calls.length = 0;
    await anyone.find('Game', { where: all });
    expect(code.calls.map(({ input }) => input)).toEqual([{ query: { where: { name: { $exists: true } } }, isGet: false, count: false }]);
    const none = { player: { $notInQuery: { className: 'Player', where: {} } } };
    expect(names(await anyone.find('Game', { where: none }))).toEqual(['b']);
  });

  it('the afterFind of the class of a subquery decides which of its objects count', async () => {
    const { anyone } = await app({
      'afterFind Player': ({ objects }) => ({ objects: (objects as Json[]).filter(({ name }) => name !== 'player of a') }),
    });
    const inQuery = { player: { $inQuery: { className: 'Player', where: {} } } };
    expect(names(await anyone.find('Game', { where: inQuery }))).toEqual(['b', 'c']);
    const select = { player: { $select: { query: { className: 'Player', where: {} }, key: 'objectId' } } };
    expect(names(await anyone.find('Game', { where: select }))).toEqual(['b', 'c']);
    const selected = { query: { className: 'Player', where: { name: 'player of b' } }, key: 'createdAt' };
    expect(names(await anyone.find('Player', { where: { createdAt: { $select: selected } } }))).toContain('player of b');
  });

  it('run neither on saves nor for services in their own name, and afterFind on no rows of an aggregate', async () => {
    const { name, master, games } = await app({ 'beforeFind Game': () => undefined, 'afterFind Game': () => undefined });
    await master.aggregate('Game', { $match: {} });
    await master.aggregate('Game', { distinct: 'name' });
    expect(code.heard()).toEqual(['beforeFind Game', 'beforeFind Game']);
    code.calls.length = 0;
    await master.update('Game', id(games[0] as Json), { name: 'z' });
    await master.remove('Game', id(games[0] as Json));
    await deployment.as(PLATFORM, name).find('Game');
    expect(code.heard()).toEqual([]);
    await deployment.as(user('owner00001'), name).find('Game');
    expect(code.heard()).toEqual(['beforeFind Game', 'afterFind Game']);
  });
});
