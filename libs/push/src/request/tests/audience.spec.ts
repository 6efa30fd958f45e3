import { describe, expect, it } from 'vitest';
import { parse, refusal, code, push } from './parsing.ts';

describe('PSH-06 the audience', () => {
  it.each<[string, Record<string, unknown>, readonly [number, string]]>([
    ['channels and where', { where: {}, channels: ['a'] }, [115, 'Channels and query can not be set at the same time.']],
    ['neither', { where: undefined }, [115, 'Sending a push requires either "channels" or a "where" query.']],
    ['where and type', { type: 'ios' }, [115, 'A query and a device type can not be set at the same time.']],
    ['where and deviceType', { deviceType: 'ios' }, [115, 'A query and a device type can not be set at the same time.']],
    ['one installation and a query', { push_to_id: 'a' }, [115, 'push_to_id can not be set together with another audience.']],
    ['an id that is none', { where: undefined, push_to_id: { $ne: 1 } }, [115, 'push_to_id must be the id of an object.']],
    ['an audience that is none', { audience_id: 5 }, [115, 'audience_id must be the id of an object.']],
    ['no channels', { where: undefined, channels: [] }, [134, 'channels must be a list of channel names with one name at least.']],
    [
      'channels of another type',
      { where: undefined, channels: { $in: [] } },
      [134, 'channels must be a list of channel names with one name at least.'],
    ],
    ['a channel of another type', { where: undefined, channels: ['a', 1] }, [134, 'channels must be a list of strings.']],
    ['PSH-09 a channel that begins with a digit', { where: undefined, channels: ['9a'] }, [112, 'Invalid channel name: 9a']],
    ['PSH-09 a channel with a blank', { where: undefined, channels: 'a b' }, [112, 'Invalid channel name: a b']],
    ['a where that is none', { where: 'x' }, [102, 'where must be an object.']],
    ['a where of null', { where: null }, [102, 'where must be an object.']],
    ['a type that there is not', { where: undefined, channels: ['a'], type: 'symbian' }, [133, 'symbian is not supported push type.']],
    ['a type that is a query', { where: undefined, channels: ['a'], type: { $ne: 'ios' } }, [133, 'A device type must be a string.']],
    ['the same in where', { where: { deviceType: 'symbian' } }, [133, 'symbian is not supported push type.']],
    ['the same in a list', { where: { deviceType: { $in: ['ios', 'toString'] } } }, [133, 'toString is not supported push type.']],
    [
      'the same in a group',
      { where: { $or: [{ a: 1 }, { $and: [{ deviceType: { $ne: 'x' } }, { b: 1 }] }] } },
      [133, 'x is not supported push type.'],
    ],
  ])('is refused: %s', (_, more, expected) => {
    expect(refusal(push(more))).toEqual(expected);
  });

  it.each([{ a: { $bogus: 1 } }, { $or: 1 }, { a: { $inQuery: 1 } }, { 'a b': 1 }, { a: { $regex: '(' } }])(
    'a query that is none is 102: %j',
    (where) => {
      expect(code(push({ where }))).toBe(102);
    },
  );

  it('PSH-41 is one channel, several, or the broadcast channel', () => {
    const where = (channels: unknown) => parse({ channels, data: { alert: 'a' } }).audience;
    expect(where('Giants')).toMatchObject({ where: { channels: { $in: ['Giants'] } } });
    expect(where(['', 'a-b_1'])).toMatchObject({ where: { channels: { $in: ['', 'a-b_1'] } } });
  });

  it('is one installation, or a saved audience', () => {
    const audience = (more: Record<string, unknown>) => parse({ data: { alert: 'a' }, ...more }).audience;
    expect(audience({ push_to_id: 'id' })).toEqual({ kind: 'one', id: 'id' });
    expect(audience({ audience_id: 'id' })).toEqual({ kind: 'saved', audienceId: 'id' });
    expect(audience({ audience_id: 'id', where: {} })).toMatchObject({ kind: 'query', where: {} });
    expect(code({ data: { alert: 'a' }, audience_id: 'id', type: 'ios' })).toBe(115);
  });

  it('T15 names the classes that its subqueries read', () => {
    const users = { className: '_User', where: { team: { $inQuery: { className: 'Team', where: { won: true } } } } };
    const where = { user: { $inQuery: users }, city: { $select: { key: 'city', query: { className: 'Team', where: {} } } } };
    expect(parse(push({ where })).audience).toMatchObject({ classesAsked: ['_User', 'Team'] });
  });

  it('PSH-05 knows the device types that it is restricted to', () => {
    const types = (where: unknown) => (parse(push({ where })).audience as { deviceTypes?: readonly string[] }).deviceTypes;
    expect(types({})).toBeUndefined();
    expect(types({ deviceType: 'ios', a: 1 })).toEqual(['ios']);
    expect(types({ $and: [{ deviceType: { $in: ['ios', 'android'] } }, { deviceType: 'ios' }] })).toEqual(['ios']);
    expect(types({ $or: [{ deviceType: 'ios' }, { a: 1 }] })).toBeUndefined();
    expect(types({ deviceType: { $ne: 'ios' } })).toBeUndefined();
  });
});
