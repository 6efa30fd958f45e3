import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { CALLERS } from '../callers.ts';
import { alone, type Case, type Group } from '../group.ts';
import { signUp } from '../callers.ts';

type Body = Readonly<Record<string, unknown>>;

const asMaster = { as: 'master' } as const;
const data = { alert: 'hi' };
const push = (title: string, body: unknown, more: Partial<Step> = asMaster): Step => request(title, 'POST', '/push', { ...more, body });

/** Members of a push, each with values of which some are none. The rest of the push is good. */
const MEMBERS: Readonly<Record<string, readonly unknown[]>> = {
  where: [
    {},
    { deviceType: 'ios' },
    { deviceType: 'toaster' },
    { deviceType: { $in: ['ios', 'toaster'] } },
    'x',
    5,
    null,
    [],
    { a: { $bad: 1 } },
  ],
  channels: [['a'], ['a', 'b'], [], 'a', '', 5, null, {}, ['a b'], ['9a'], [5]],
  data: [{}, { alert: { title: 't', body: 'b' } }, null, 5, 'x', []],
  alert: ['', 5, null, true, [], ['x'], {}],
  badge: [0, 1, -1, 1.5, 'Increment', 'increment', 'x', '', null, true, [], {}, { __op: 'Increment', amount: 2 }, { __op: 'Increment' }],
  push_time: [null, true, {}, [], '', 'soon', 5, '2001-01-01T00:00:00Z', '2001-01-01T00:00:00', '2099-01-01T00:00:00Z', 4_070_908_800],
  expiration_time: [null, true, {}, [], '', 'soon', 0, -5, 5, '2001-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 4_070_908_800],
  expiration_interval: [null, true, {}, [], '', '60', 0, -1, 0.5, 60, 1e12],
  title: ['a title', 5, null],
  type: ['ios', 'toaster', 5],
  further: [1, { a: 1 }],
};
const IN_DATA = new Set(['alert', 'badge']);

function withMember(name: string, value: unknown): Body {
  if (IN_DATA.has(name)) return { where: {}, data: { ...data, [name]: value } };
  return name === 'channels' ? { channels: value, data } : { where: {}, data, [name]: value };
}

const PAIRS: Readonly<Record<string, Body>> = {
  nothing: {},
  'data alone': { data },
  'where alone': { where: {} },
  'channels alone': { channels: ['a'] },
  'where and channels': { where: {}, channels: ['a'], data },
  'where and no channels': { where: {}, channels: null, data },
  'both ends': { where: {}, data, expiration_time: '2099-01-01T00:00:00Z', expiration_interval: 5 },
  'both ends, one of them none': { where: {}, data, expiration_time: 'x', expiration_interval: 5 },
  'both ends, the other one none': { where: {}, data, expiration_time: '2099-01-01T00:00:00Z', expiration_interval: 0 },
};

/** `POST /push`: callers and bodies. */
export const pushes: Group = {
  title: 'pushes',
  before: [signUp('pushes', 'anna'), signUp('pushes', 'bob')],
  cases: alone([
    ...Object.entries(CALLERS).map(([caller, asking]) => push(`sent by ${caller}`, { where: {}, data }, asking)),
    ...Object.entries(CALLERS).map(([caller, asking]) => push(`nothing sent by ${caller}`, {}, asking)),
    ...Object.entries(MEMBERS).flatMap(([name, values]) =>
      values.map((value) => push(`${name}: ${JSON.stringify(value)}`, withMember(name, value))),
    ),
    ...Object.entries(PAIRS).map(([title, body]) => push(`members: ${title}`, body)),
    ...['', '{', '[]', '5', 'null', '"x"'].map((body) => push(`text ${body}`, body)),
    ...['GET', 'PUT', 'DELETE'].map((method) => request(`${method} of the route`, method, '/push', asMaster)),
  ]),
};

const SHOWN = 'query,payload,source,title,expiry,expiration_interval,pushHash,pushTime';
const GOOD: Readonly<Record<string, Body>> = {
  'a text': { where: {}, data },
  'no text': { where: {}, data: { sound: 's' } },
  'an empty text': { where: {}, data: { alert: '' } },
  'a text of parts': { where: {}, data: { alert: { title: 't', body: 'b' } } },
  'own members': { where: {}, data: { alert: 'hi', own: { a: [1, null, 'ü'] }, 'a.b': 1 } },
  'two languages': { where: {}, data: { alert: 'hi', 'alert-fr': 'salut' } },
  'a badge': { where: {}, data: { badge: 3 } },
  'a badge that grows': { where: {}, data: { badge: 'Increment' } },
  'a badge that grows by two': { where: {}, data: { badge: { __op: 'Increment', amount: 2 } } },
  'one channel': { channels: ['a'], data },
  'two channels': { channels: ['a', 'b'], data },
  'a query': { where: { deviceType: 'ios', badge: { $gt: 3 } }, data },
  'a query of groups': { where: { $or: [{ deviceType: 'ios' }, { channels: 'a' }] }, data },
  'a subquery': { where: { user: { $inQuery: { className: '_User', where: { a: 1 } } } }, data },
  'a time to end': { where: {}, data, expiration_time: '2099-01-01T00:00:00.000Z' },
  'a time to end in seconds': { where: {}, data, expiration_time: 4_070_908_800 },
  'a time to end in another zone': { where: {}, data, expiration_time: '2099-01-01T02:00:00+02:00' },
  'an interval': { where: {}, data, expiration_interval: 518_400 },
  'an interval of fractions': { where: {}, data, expiration_interval: 60.5 },
  'a title': { where: {}, data, title: 'a label' },
};

/** The status that a push leaves, without the parts that depend on the moment. */
export const pushStatuses: Group = {
  title: 'statuses of pushes',
  before: [signUp('statuses', 'anna'), signUp('statuses', 'bob')],
  cases: Object.entries(GOOD).map(([title, body], at): Case => {
    const payload = { ...(body['data'] as Body), marker: at };
    const where = { payload: JSON.stringify(payload) };
    // Of an interval, Parse Server keeps the moment at which it ends by its own clock.
    const keys = 'expiration_interval' in body ? SHOWN.replace('expiry,', '') : SHOWN;
    const look = (more: Partial<Step>) => ({ query: { where, keys }, ...more });
    return [
      push(title, { ...body, data: payload }),
      request(`${title}: its status`, 'GET', '/classes/_PushStatus', look(asMaster)),
      request(`${title}: its status for the read-only master key`, 'GET', '/classes/_PushStatus', look({ as: 'readOnlyMaster' })),
      request(`${title}: its status for a client`, 'GET', '/classes/_PushStatus', look({})),
      request(`${title}: its status for anna`, 'GET', '/classes/_PushStatus', look({ session: 'anna' })),
      request(`${title}: a count`, 'GET', '/classes/_PushStatus', { ...asMaster, query: { where, count: 1, limit: 0 } }),
    ];
  }),
};

const AUDIENCES: Readonly<Record<string, Body>> = {
  'a name and a query': { name: 'Fans', query: JSON.stringify({ deviceType: 'ios' }) },
  'a query that is an object': { name: 'Fans', query: { deviceType: 'ios' } },
  'no name': { query: '{}' },
  'no query': { name: 'Fans' },
  nothing: {},
  'a name that is a number': { name: 5, query: '{}' },
  'a query that is a number': { name: 'Fans', query: 5 },
  'a query that is no JSON': { name: 'Fans', query: '{' },
  'a query that is a list': { name: 'Fans', query: '[]' },
  'a query with an unknown operator': { name: 'Fans', query: '{"a":{"$bad":1}}' },
  'an objectId': { name: 'Fans', query: '{}', objectId: 'chosen1234' },
  'times used': { name: 'Fans', query: '{}', timesUsed: 7 },
  'a further field': { name: 'Fans', query: '{}', further: 1 },
};
const asCallers = (make: (caller: string, asking: (typeof CALLERS)[keyof typeof CALLERS]) => readonly Step[]): readonly Case[] =>
  Object.entries(CALLERS).map(([caller, asking]) => make(caller, asking));

/** `/push_audiences`, and the class of its objects. */
export const pushAudiences: Group = {
  title: 'audiences of pushes',
  before: [
    signUp('audiences', 'anna'),
    signUp('audiences', 'bob'),
    request('one', 'POST', '/push_audiences', { ...asMaster, body: { name: 'kept', query: '{"channels":"a"}' }, save: 'kept' }),
  ],
  inOrder: true,
  cases: [
    ...asCallers((caller, asking) => [
      request(`find by ${caller}`, 'GET', '/push_audiences', { ...asking, query: { keys: 'name,query' } }),
      request(`get by ${caller}`, 'GET', '/push_audiences/{{kept}}', { ...asking, query: { keys: 'name,query' } }),
      request(`get of nobody by ${caller}`, 'GET', '/push_audiences/nobodyknow', asking),
      request(`the class by ${caller}`, 'GET', '/classes/_Audience', { ...asking, query: { keys: 'name,query' } }),
      request(`create by ${caller}`, 'POST', '/push_audiences', {
        ...asking,
        body: { name: caller, query: '{}' },
        save: `of${caller.replaceAll(/\W/g, '')}`,
      }),
      request(`change by ${caller}`, 'PUT', '/push_audiences/{{kept}}', { ...asking, body: { name: `by ${caller}` } }),
      request(`change of nobody by ${caller}`, 'PUT', '/push_audiences/nobodyknow', { ...asking, body: { name: 'x' } }),
      request(`delete of nobody by ${caller}`, 'DELETE', '/push_audiences/nobodyknow', asking),
      request(`delete by ${caller}`, 'DELETE', `/push_audiences/{{of${caller.replaceAll(/\W/g, '')}}}`, asking),
    ]),
    ...Object.entries(AUDIENCES).map(([title, body], at): Case => [
      request(`create with ${title}`, 'POST', '/push_audiences', { ...asMaster, body, save: `a${at}` }),
      request(`get after ${title}`, 'GET', `/push_audiences/{{a${at}}}`, { ...asMaster, query: { keys: 'name,query' } }),
      request(`change to ${title}`, 'PUT', '/push_audiences/{{kept}}', { ...asMaster, body }),
      request(`get after the change to ${title}`, 'GET', '/push_audiences/{{kept}}', { ...asMaster, query: { keys: 'name,query' } }),
      request(`delete after ${title}`, 'DELETE', `/push_audiences/{{a${at}}}`, asMaster),
    ]),
    ...Object.entries({
      limit: { limit: 1 },
      skip: { skip: 1 },
      order: { order: '-name', keys: 'name' },
      where: { where: { name: 'kept' } },
      count: { count: 1, limit: 0 },
    }).map(([title, query]): Case => [
      request(`find with ${title}`, 'GET', '/push_audiences', { ...asMaster, query: { keys: 'name,query', ...query } }),
    ]),
  ],
};
