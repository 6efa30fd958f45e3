import { describe, expect, it } from 'vitest';
import { DATABASE_OPERATORS } from '../../../tools/fuzz/database-operators.ts';
import { untouchedDeployment } from './untouched-deployment.ts';

const CODE = 'function () { while (true); }';

describe('operators of the database', () => {
  const deployment = untouchedDeployment();

  describe.each(['rest', 'master'] as const)('for the %s key', (key) => {
    it('SEC-05 QRY-50 answer 107 wherever a constraint could take one', async () => {
      for (const operator of DATABASE_OPERATORS) {
        const wheres = [
          { text: { [operator]: CODE } },
          { text: { $exists: true, [operator]: [CODE] } },
          { $and: [{ $nor: [{ number: { [operator]: { a: 1 } } }] }] },
          { dictionary: { a: { [operator]: 1 } } },
        ];
        for (const where of wheres) expect([operator, await deployment().findRefusal({ where }, key)]).toEqual([operator, [400, 107]]);
      }
    });

    it('SEC-05 QRY-50 answer 105 in the place of a field', async () => {
      for (const operator of DATABASE_OPERATORS) {
        const wheres = [{ [operator]: CODE }, { $or: [{ text: 'x' }, { [operator]: CODE }] }];
        for (const where of wheres) expect([operator, await deployment().findRefusal({ where }, key)]).toEqual([operator, [400, 105]]);
      }
    });
  });

  it('SEC-05 answer 102 inside of the value a field is compared with', async () => {
    for (const operator of DATABASE_OPERATORS) {
      const odd = { [operator]: CODE };
      const id = { __type: 'Pointer', className: 'Target', objectId: odd };
      for (const operand of [
        { $in: [{ a: odd }] },
        { $nin: [{ a: [odd] }] },
        { $all: [{ a: { b: odd } }] },
        id,
        { $ne: id },
        { $in: [id] },
      ])
        expect([operator, await deployment().findRefusal({ where: { list: operand } })]).toEqual([operator, [400, 102]]);
    }
  });

  it('SEC-05 SEC-03 answer 102 or 105 in every other parameter', async () => {
    for (const operator of DATABASE_OPERATORS) {
      const value = { [operator]: CODE };
      for (const name of [
        'order',
        'keys',
        'include',
        'excludeKeys',
        'hint',
        'explain',
        'count',
        'readPreference',
        'pipeline',
        'distinct',
        operator,
      ]) {
        const refused = await deployment().bodyRefusal({ [name]: value }, 'master');
        expect([name, operator, [102, 105].includes(refused[1])]).toEqual([name, operator, true]);
      }
    }
  });

  it('OBJ-20 SEC-05 answer 105 as fields and in dotted paths, 121 inside of values, for clients and the master key', async () => {
    const { objectId } = deployment();
    const nested = (odd: object): object[] => [
      { dictionary: odd },
      { dictionary: { a: { b: [odd] } } },
      { list: [odd] },
      { number: { __op: 'Increment', amount: odd } },
      { list: { __op: 'Add', objects: [odd] } },
      { list: { __op: 'Remove', objects: [{ a: odd }] } },
      { pointer: { __type: 'Pointer', className: 'Target', objectId: odd } },
      { relation: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: 'Target', objectId: odd }] } },
      { date: { __type: 'Date', iso: odd } },
      { ACL: { '*': odd } },
    ];
    for (const operator of DATABASE_OPERATORS.filter((name) => !name.includes('\0'))) {
      const odd = { [operator]: CODE };
      const bodies = [
        ...[odd, { [`dictionary.${operator}`]: 1 }, { [`list.${operator}[]`]: 1 }].map((body) => [body, 105] as const),
        ...nested(odd).map((body) => [body, 121] as const),
      ];
      for (const [body, code] of bodies) {
        const update = { method: 'PUT', path: `/classes/Target/${objectId}`, body: JSON.stringify(body), key: 'master' } as const;
        expect([operator, body, await deployment().refusal(update)]).toEqual([operator, body, [400, code]]);
        const create = { method: 'POST', path: '/classes/New', body: JSON.stringify(body) };
        expect([operator, body, await deployment().refusal(create)]).toEqual([operator, body, [400, code]]);
      }
    }
  });

  it('SEC-05 in a path are names like any other', async () => {
    for (const operator of ['$where', '$ne', '{"$ne":null}', '[$ne]', '$cmd', '$cmd.sys']) {
      const segment = encodeURIComponent(operator);
      expect(await deployment().refusal({ method: 'GET', path: `/classes/Target/${segment}`, key: 'master' })).toEqual([404, 101]);
      expect(await deployment().refusal({ method: 'PUT', path: `/classes/Target/${segment}`, body: '{"text":"y"}' })).toEqual([404, 101]);
      expect(await deployment().refusal({ method: 'DELETE', path: `/classes/Target/${segment}`, key: 'master' })).toEqual([404, 101]);
      expect(await deployment().refusal({ method: 'POST', path: `/classes/${segment}`, body: '{}', key: 'master' })).toEqual([400, 103]);
    }
    const inQuery = { method: 'GET', path: `/classes/Target?where[$ne]=1` };
    expect(await deployment().refusal(inQuery)).toEqual([400, 102]);
  });
});
