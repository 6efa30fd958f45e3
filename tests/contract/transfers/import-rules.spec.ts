import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransfersDeployment, type FailedRow } from './transfers-deployment.ts';

let deployment: TransfersDeployment;
beforeAll(async () => {
  deployment = await TransfersDeployment.start();
});
afterAll(() => deployment?.close());

const importRows = (path: string, rows: unknown) => deployment.import(path, JSON.stringify(rows));
const codes = (failures: readonly FailedRow[]) => failures.map(({ row, code }) => [row, code]);

describe('imports of JSON', () => {
  it('IMP-01 take an array and results alike', async () => {
    const rows = [{ score: 1 }, { score: 2 }];
    expect((await importRows('/imports/One', rows)).job).toMatchObject({ state: 'done', created: 2 });
    expect((await importRows('/imports/Two', { results: rows })).job).toMatchObject({ state: 'done', created: 2 });
    const scores = async (className: string) => (await deployment.find(className, 'order=score')).map(({ score }) => score);
    expect(await scores('One')).toEqual(await scores('Two'));
  });

  it('IMP-02 keep objectId, createdAt and updatedAt exactly, and make those that are missing', async () => {
    const own = { objectId: 'abcDEF0123', createdAt: '2011-02-03T04:05:06.789Z', updatedAt: '2012-03-04T05:06:07Z', name: 'own' };
    const { failures } = await importRows('/imports/Kept', [own, { name: 'made' }]);
    expect(failures).toEqual([]);
    const [kept, made] = await deployment.find('Kept', 'order=-name');
    expect([kept, made].map((object) => object?.['name'])).toEqual(['own', 'made']);
    expect(kept).toMatchObject({ ...own, updatedAt: '2012-03-04T05:06:07.000Z' });
    expect(made?.['objectId']).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(Date.now() - Date.parse(String(made?.['createdAt']))).toBeLessThan(60_000);
  });

  it('IMP-03 fail an objectId that is none or is taken, and take the others', async () => {
    const rows = [
      { objectId: 'short' },
      { objectId: 'has_lines_' },
      { objectId: 'taken00000' },
      { objectId: 'taken00000' },
      { objectId: 5 },
      { a: 1 },
    ];
    const { job, failures } = await importRows('/imports/Ids', rows);
    expect(codes(failures)).toEqual([
      [0, 104],
      [1, 104],
      [3, 137],
      [4, 104],
    ]);
    expect(job).toMatchObject({ state: 'done', created: 2, failed: 4 });
    const again = await importRows('/imports/Ids', [{ objectId: 'taken00000' }]);
    expect(again.failures).toMatchObject([{ row: 0, code: 137, objectId: 'taken00000' }]);
  });

  it('IMP-03 update an object that exists where they are told to', async () => {
    await importRows('/imports/Updated', [{ objectId: 'updated000', a: 1, b: 1, createdAt: '2011-01-01T00:00:00.000Z' }]);
    const { job } = await importRows('/imports/Updated?update=true', [
      { objectId: 'updated000', a: 2, updatedAt: '2013-01-01T00:00:00.000Z' },
      { a: 3 },
    ]);
    expect(job).toMatchObject({ state: 'done', created: 1, updated: 1, failed: 0 });
    const [object] = await deployment.find('Updated', 'order=createdAt');
    expect(object).toMatchObject({ a: 2, b: 1, createdAt: '2011-01-01T00:00:00.000Z', updatedAt: '2013-01-01T00:00:00.000Z' });
  });

  it('IMP-04 IMP-05 IMP-14 IMP-15 report rows that break a rule, with line and index', async () => {
    await deployment.ask('POST', '/schemas/Ruled', {
      className: 'Ruled',
      fields: { here: { type: 'GeoPoint' }, score: { type: 'Number' } },
    });
    const rows = [
      { text: 'two\nlines' },
      { deep: [{ text: 'a\nb' }] },
      { 'two words': 1 },
      { createdAt: '2015-06-30T12:00:00+02:00' },
      { updatedAt: '30.6.2015' },
      { createdAt: '2015-02-30T12:00:00Z' },
      { there: { __type: 'GeoPoint', latitude: 1, longitude: 1 } },
      { score: 'no number' },
      { score: { __op: 'Increment', amount: 1 } },
      { _hashed_password: 'x' },
      { long: 'x'.repeat(17_000_000) },
      'no object',
      { fine: 'yes' },
    ];
    const text = `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
    const { job, failures } = await deployment.import('/imports/Ruled', text);
    expect(failures.map(({ row, line, code }) => [row, line, code])).toEqual([
      [0, 2, 111],
      [1, 3, 111],
      [2, 4, 105],
      [3, 5, 111],
      [4, 6, 111],
      [5, 7, 111],
      [6, 8, 111],
      [7, 9, 111],
      [8, 10, 111],
      [9, 11, 105],
      [10, 12, 116],
      [11, 13, 107],
    ]);
    expect(failures[0]?.error).toBe('text has a hard newline, which no value of an import may have.');
    expect(job).toMatchObject({ state: 'done', created: 1, failed: 12, done: 13, total: 13 });
    expect(await deployment.count('Ruled')).toBe(1);
  });

  it('IMP-10 give pointers, dates and geo points their types, which lock the fields', async () => {
    const row = {
      owner: { __type: 'Pointer', className: '_User', objectId: 'userOfGame' },
      at: { __type: 'Date', iso: '2015-06-30T12:00:00.000Z' },
      here: { __type: 'GeoPoint', latitude: 10, longitude: 20 },
      picture: { __type: 'File', name: 'a.png' },
      list: [1, 'two', { three: 3 }],
      bytes: { __type: 'Bytes', base64: 'AAEC' },
    };
    const { failures } = await importRows('/imports/Typed', [row, { at: 'no date' }, { owner: 5 }]);
    expect(codes(failures)).toEqual([
      [1, 111],
      [2, 111],
    ]);
    const { fields } = (await deployment.ask('GET', '/schemas/Typed')).body as { fields: Record<string, { type: string }> };
    expect(Object.fromEntries(Object.keys(row).map((name) => [name, fields[name]?.type]))).toEqual({
      owner: 'Pointer',
      at: 'Date',
      here: 'GeoPoint',
      picture: 'File',
      list: 'Array',
      bytes: 'Bytes',
    });
    expect((await deployment.ask('POST', '/classes/Typed', { at: 'text' })).body).toMatchObject({ code: 111 });
  });

  it('IMP-11 are refused as a whole with the place where they are malformed', async () => {
    const { job } = await deployment.import('/imports/Broken', `[${'{"a":1},\n'.repeat(500)}{"a":}]`);
    expect(job.state).toBe('failed');
    expect(job.error).toContain('line 501');
    expect(job).toMatchObject({ created: 0, done: 0 });
    expect(await deployment.count('Broken')).toBe(0);
  });

  it('IMP-12 run no triggers of the class permissions: the master key has asked, and rows get the ACL of the class', async () => {
    const classLevelPermissions = { create: {}, ACL: { '*': { read: true } } };
    await deployment.ask('POST', '/schemas/Locked', { className: 'Locked', fields: {}, classLevelPermissions });
    expect((await importRows('/imports/Locked', [{ a: 1 }, { a: 2, ACL: { '*': { read: true, write: true } } }])).job).toMatchObject({
      created: 2,
    });
    expect((await deployment.find('Locked', 'order=a')).map(({ ACL }) => ACL)).toEqual([
      { '*': { read: true } },
      { '*': { read: true, write: true } },
    ]);
  });
});

describe('imports of CSV', () => {
  it('IMP-08 IMP-09 have String, Boolean and Number columns, empty cells are unset, dates are strings', async () => {
    const text = 'name,won,score,day\n"Ann, B.",true,1.5,2015-06-30T12:00:00.000Z\nBob,,2,\n';
    const { job, failures } = await deployment.import('/imports/Csv', text, 'text/csv');
    expect(failures).toEqual([]);
    expect(job).toMatchObject({ state: 'done', created: 2 });
    const [ann, bob] = await deployment.find('Csv', 'order=name');
    expect(ann).toMatchObject({ name: 'Ann, B.', won: true, score: 1.5, day: '2015-06-30T12:00:00.000Z' });
    expect(bob).toMatchObject({ name: 'Bob', score: 2 });
    expect(Object.keys(bob ?? {})).not.toContain('won');
    expect(Object.keys(bob ?? {})).not.toContain('day');
  });

  it('IMP-08 take the types that are chosen, and those of the class', async () => {
    const path = `/imports/Chosen?format=csv&types=${encodeURIComponent('{"code":"String"}')}`;
    expect((await deployment.import(path, 'code\n1\n')).failures).toEqual([]);
    const { failures } = await deployment.import('/imports/Chosen', 'code\n2\n', 'text/csv');
    expect(failures).toEqual([]);
    expect((await deployment.find('Chosen', 'order=code')).map(({ code }) => code)).toEqual(['1', '2']);
  });

  it('IMP-11 are refused as a whole where quotes are malformed', async () => {
    const { job } = await deployment.import('/imports/BrokenCsv', 'a\n1\n"open\n', 'text/csv');
    expect(job).toMatchObject({ state: 'failed', created: 0 });
    expect(job.error).toContain('never closed');
  });
});

describe('imports of users', () => {
  const HASH = '$2b$10$yBOLPTEcpFtAGtpE/ltROeRkrDlrlXuGMmfIFa5LibiwNAowSbqv.';

  it('IMP-06 log in with the password that was hashed, and nobody reads the hash', async () => {
    const { hash } = await import('@node-rs/bcrypt');
    const bcryptPassword = await hash('the old password');
    const { failures } = await importRows('/imports/_User', [
      { objectId: 'imported00', username: 'ann', email: 'ann@example.com', bcryptPassword },
      { username: 'ann' },
      { username: 'other', email: 'ann@example.com' },
      { username: 'clear', password: 'in clear' },
      { username: 'bad', bcryptPassword: 'md5' },
      { email: 'nobody@example.com' },
      { username: 'linked', authData: { anonymous: { id: 'device' } } },
    ]);
    expect(codes(failures)).toEqual([
      [1, 202],
      [2, 203],
      [3, 105],
      [4, 111],
      [5, 135],
    ]);
    const login = await deployment.parlance.rest('GET', '/login?username=ann&password=the%20old%20password');
    expect(login).toMatchObject({ status: 200, body: { objectId: 'imported00', username: 'ann' } });
    const seen = [
      login.text,
      (await deployment.ask('GET', '/users')).text,
      (await deployment.ask('GET', '/classes/_User?keys=bcryptPassword')).text,
    ];
    for (const text of seen) expect(text).not.toContain(bcryptPassword);
    const anonymous = await deployment.parlance.rest('POST', '/users', { authData: { anonymous: { id: 'device' } } });
    expect(anonymous).toMatchObject({ status: 200, body: { username: 'linked' } });
  });

  it('IMP-07 keep an old token, which authenticates and can be upgraded', async () => {
    const { failures } = await importRows('/imports/_User', [
      { objectId: 'tokened000', username: 'token', bcryptPassword: HASH, sessionToken: 'oldToken0123456789' },
      { username: 'revocable', sessionToken: 'r:0123456789' },
    ]);
    expect(codes(failures)).toEqual([[1, 111]]);
    const headers = { 'X-Parse-Session-Token': 'oldToken0123456789' };
    expect(await deployment.parlance.rest('GET', '/users/me', undefined, { headers })).toMatchObject({
      status: 200,
      body: { objectId: 'tokened000' },
    });
    const upgraded = await deployment.parlance.rest('POST', '/upgradeToRevocableSession', {}, { headers });
    expect(upgraded).toMatchObject({ status: 200 });
    expect((upgraded.body as { sessionToken: string }).sessionToken).toMatch(/^r:/);
  });

  it('have the ACL of every user', async () => {
    const [ann] = await deployment.find('_User', `where=${encodeURIComponent('{"username":"ann"}')}`);
    expect(ann?.['ACL']).toEqual({ imported00: { read: true, write: true } });
  });
});

describe('imports by whom and into what', () => {
  it('SEC XPT-05 need the master key that writes', async () => {
    for (const key of ['rest', 'client', 'readOnlyMaster'] as const) {
      for (const [method, path] of [
        ['POST', '/imports/Game'],
        ['POST', '/imports'],
        ['POST', '/exports'],
        ['GET', '/exports/x/file'],
        ['DELETE', '/imports/x'],
        ['DELETE', '/exports/x'],
      ] as const) {
        const { status, body } = await deployment.parlance.rest(method, path, method === 'POST' ? {} : undefined, { key });
        const refused = key === 'readOnlyMaster' ? 400 : 403;
        expect([key, method, path, status, (body as { code?: number }).code]).toEqual([key, method, path, refused, 119]);
      }
    }
  });

  it('SEC go into no class of services and into no sessions', async () => {
    for (const className of ['_Session', '_PushStatus', '_JobStatus', '_Hooks', '_GlobalConfig']) {
      const { status, body } = await deployment.ask('POST', `/imports/${className}`, []);
      expect([className, status, (body as { code: number }).code]).toEqual([className, 400, 119]);
    }
    expect((await deployment.ask('POST', '/imports/no%20class', [])).body).toMatchObject({ code: 103 });
    expect((await deployment.ask('POST', '/imports/Game?format=xml', [])).body).toMatchObject({ code: 107 });
  });

  it('SEC survive hostile rows', async () => {
    const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const rows = [
      '{"__proto__":{"x":1}}',
      '{"a":{"__proto__":1}}',
      '{"constructor":1}',
      '{"a":"\\u0000"}',
      '{"a\\u0000":1}',
      deep(5_000),
      '{"a":1e999}',
      '{"a":"\\ud800"}',
      '{"$where":1}',
      '{"b":{"$gt":1}}',
      '{"objectId":{"$ne":1}}',
      '{"ACL":{"*":{"read":"yes"}}}',
      '{"good":1}',
    ];
    const { job, failures } = await deployment.import('/imports/Hostile', `[${rows.join()}]`);
    expect(job).toMatchObject({ state: 'done', failed: rows.length - 2, created: 2 });
    expect(failures.map(({ row }) => row)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('IMP-12 can be cancelled, and are listed', async () => {
    const { job } = await importRows('/imports/Listed', [{ a: 1 }]);
    const { results } = (await deployment.ask('GET', '/imports')).body as { results: { id: string }[] };
    expect(results[0]?.id).toBe(job.id);
    expect((await deployment.ask('DELETE', `/imports/${job.id}`)).body).toMatchObject({ state: 'done' });
    expect((await deployment.ask('GET', '/imports/nothing')).body).toMatchObject({ code: 101 });
    expect((await deployment.ask('GET', `/imports/${job.id}/report?limit=x`)).body).toMatchObject({ code: 102 });
  });
});
