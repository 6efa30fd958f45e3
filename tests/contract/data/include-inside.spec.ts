import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

const ALWAYS = ['ACL', 'createdAt', 'objectId', 'updatedAt'];

describe.each(MODES)('including objects inside of fields, and selecting through it, %s', (mode) => {
  let deployment: DataDeployment;
  const city: Json = {};
  const team: Json = {};
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { anyone } = deployment;
    const ACL = { '*': { read: true } };
    Object.assign(city, pointer('City', (await anyone.create('City', { name: 'Bern', size: 1, ACL })).objectId));
    Object.assign(team, pointer('Team', (await anyone.create('Team', { title: 'red', wins: 3, city, ACL })).objectId));
    await anyone.create('Player', {
      name: 'Ann',
      team,
      teams: [team, { of: team }, 'text', [team]],
      stats: { best: { team, score: 7 }, list: [team, { team }] },
      n: 1,
      ACL,
    });
  });
  afterAll(() => deployment.close());

  const player = async (parameters: Json): Promise<Json> =>
    (await deployment.anyone.find('Player', { ...parameters, limit: 1 })).results[0] as Json;
  const fieldsOf = (object: unknown): string[] => Object.keys(object as Json).sort(); // prettier-ignore
  const full = { __type: 'Object', className: 'Team', title: 'red', wins: 3 };

  it('QRY-31 expands pointers in lists, in dictionaries, and in dictionaries of lists', async () => {
    expect((await player({ include: 'teams' }))['teams']).toMatchObject([full, { of: team }, 'text', [full]]);
    expect((await player({ include: 'teams.of' }))['teams']).toMatchObject([full, { of: full }, 'text', [full]]);
    expect((await player({ include: 'stats.best.team' }))['stats']).toMatchObject({
      best: { team: full, score: 7 },
      list: [team, { team }],
    });
    expect((await player({ include: 'stats.list.team' }))['stats']).toMatchObject({ best: { team }, list: [full, { team: full }] });
    expect((await player({ include: 'stats' }))['stats']).toMatchObject({ best: { team }, list: [team, { team }] });
  });

  it('QRY-30 goes on from there to further levels', async () => {
    const bern = { __type: 'Object', className: 'City', name: 'Bern' };
    expect((await player({ include: 'teams.of.city' }))['teams']).toMatchObject([{ ...full, city }, { of: { ...full, city: bern } }, 'text', [{ ...full, city }]]); // prettier-ignore
    expect((await player({ include: 'teams.city' }))['teams']).toMatchObject([{ ...full, city: bern }, { of: team }, 'text', [{ ...full, city: bern }]]); // prettier-ignore
    expect((await player({ include: 'stats.best.team.city' }))['stats']).toMatchObject({ best: { team: { ...full, city: bern } } });
  });

  it('expands all pointers and lists of pointers by includeAll and *, one level', async () => {
    for (const parameters of [{ includeAll: true }, { include: '*' }, { include: ['*'], includeAll: 1 }]) {
      const seen = await player(parameters);
      expect(seen['team']).toMatchObject({ ...full, city });
      expect(seen['teams']).toMatchObject([full, { of: team }, 'text', [full]]);
      expect(seen['stats']).toMatchObject({ best: { team } });
    }
    expect((await player({ include: '*,team.city' }))['team']).toMatchObject({ city: { name: 'Bern' } });
    const got = await deployment.anyone.get('Player', (await player({}))['objectId'] as string, { include: '*' });
    expect(got).toEqual(await player({ include: '*' }));
  });

  it('QRY-36 selects through pointers, level by level, and includes the objects it selects from', async () => {
    const one = await player({ keys: 'name,team.title' });
    expect(fieldsOf(one)).toEqual([...ALWAYS, 'name', 'team'].sort());
    expect(fieldsOf(one['team'])).toEqual([...ALWAYS, '__type', 'className', 'title'].sort());
    const deep = await player({ keys: ['team.city.name'] });
    expect(fieldsOf((deep['team'] as Json)['city'])).toEqual([...ALWAYS, '__type', 'className', 'name'].sort());
    expect(fieldsOf(deep['team'])).toEqual([...ALWAYS, '__type', 'city', 'className'].sort());
    const both = await player({ keys: 'team,team.title' });
    expect(fieldsOf(both['team'])).toEqual([...ALWAYS, '__type', 'className', 'title'].sort()); // as at Parse Server: the path wins
  });

  it('QRY-36 selects through lists of pointers, and of dictionaries the whole', async () => {
    const [first] = (await player({ keys: 'teams.wins' }))['teams'] as Json[];
    expect(fieldsOf(first)).toEqual([...ALWAYS, '__type', 'className', 'wins'].sort());
    const whole = await player({ keys: 'stats.best.score' });
    expect(whole['stats']).toMatchObject({ best: { score: 7, team }, list: [team, { team }] });
    const inside = await player({ keys: 'stats.best.team.title' });
    expect(fieldsOf(((inside['stats'] as Json)['best'] as Json)['team'])).toEqual([...ALWAYS, '__type', 'className', 'title'].sort());
  });

  it('leaves out by excludeKeys all fields that are not always there, at every level', async () => {
    const seen = await player({ excludeKeys: 'n,stats,objectId,ACL,createdAt,teams,team.wins,team.city.size', include: 'team.city' });
    expect(fieldsOf(seen)).toEqual([...ALWAYS, 'name', 'team'].sort());
    expect(fieldsOf(seen['team'])).toEqual([...ALWAYS, '__type', 'city', 'className', 'title'].sort());
    expect(fieldsOf((seen['team'] as Json)['city'])).toEqual([...ALWAYS, '__type', 'className', 'name'].sort());
    expect(fieldsOf(await player({ keys: 'name,n', excludeKeys: 'n' }))).toEqual([...ALWAYS, 'name'].sort());
  });

  it('QRY-33 leaves out hidden objects inside lists and dictionaries, for callers they are hidden from', async () => {
    const hidden = await deployment.anyone.create('Team', { title: 'secret', ACL: { useroneone: { read: true } } });
    const to = pointer('Team', hidden.objectId);
    const { objectId } = await deployment.anyone.create('Player', {
      teams: [to, team, { of: to }],
      stats: { best: { team: to }, list: [to] },
    });
    const parameters = { include: 'teams.of,stats.best.team,stats.list' };
    const seen = await deployment.as(user('usertwotwo')).get('Player', objectId, parameters);
    expect(seen).toMatchObject({ teams: [full, {}], stats: { best: {}, list: [] } });
    expect(JSON.stringify(seen)).not.toContain(hidden.objectId);
    const own = await deployment.as(user('useroneone')).get('Player', objectId, parameters);
    expect(own).toMatchObject({
      teams: [{ title: 'secret' }, full, { of: { title: 'secret' } }],
      stats: { best: { team: { title: 'secret' } } },
    });
  });
});
