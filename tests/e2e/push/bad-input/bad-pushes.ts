/** The body of a push that has to be refused, and the codes that may say so. */
export interface BadPush {
  readonly title: string;
  /** A string is sent as it is: for JSON that JavaScript would not write. */
  readonly body: unknown;
  readonly codes: readonly number[];
}

const HOUR_S = 3_600;
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const data = { alert: 'must not arrive' };
const push = (more: object) => ({ where: {}, data, ...more });
const raw = (members: string) => `{"where":{},"data":{"alert":"must not arrive"},${members}}`;
const deep = (levels: number): unknown => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));

/** Members of a push with values that do not fit, and the code that each of them gets. */
const WRONG: readonly (readonly [member: string, code: number, values: readonly unknown[]])[] = [
  ['where', 102, ['x', 5, true, null, [], [{}]]],
  ['channels', 134, [null, 5, true, {}, [], [5], ['a', null], [['a']], [{}], { $in: ['a'] }]],
  ['data', 115, [null, 5, 'x', true, [], [{}]]],
  ['data.alert', 111, [null, 5, true, [], ['x']]],
  ['data.title', 111, [5, true, [], {}]],
  ['data.alert-fr', 111, [5, true, []]],
  ['data.badge', 115, ['many', true, [], {}, { __op: 'Delete' }, { __op: 'Increment', amount: 'x' }]],
  ['data.priority', 115, [0, 7, 'urgent', [], {}]],
  ['data.push_type', 115, [5, 'unknown', 'toString', '__proto__']],
  ['data.collapse_id', 115, [5, {}, 'x'.repeat(65), 'ü'.repeat(33)]],
  ['data.aps', 115, [5, 'x', []]],
  ['apns', 115, [5, 'x', [], null]],
  ['android', 115, [5, 'x', [], null]],
  ['windows', 115, [5, 'x', [], null]],
  ['web', 115, [5, 'x', [], null]],
  ['notification', 115, [5, 'x', []]],
  ['rawPayload', 115, [5, 'x', []]],
  [
    'push_time',
    152,
    [null, true, [], {}, '', 'soon', '2026-13-01T00:00:00Z', '2026-02-30T10:00:00Z', '2026-01-01T25:00:00Z', -1, { __type: 'Date' }],
  ],
  [
    'push_time',
    152,
    ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00', 1, inDays(15), inDays(400).replace('Z', ''), '+999999-01-01T00:00:00Z', 9e15],
  ],
  ['push_time', 152, ['2030-01-01T00:00:00+99:00', '2030-01-01T00:00:00 Europe/Berlin', 'Mon, 01 Jan 2030', '2030-01-01T00:00:00\u0000']],
  ['expiration_time', 138, [null, true, [], {}, '', 'soon', '2001-01-01T00:00:00Z', -5, 0, 1]],
  ['expiration_interval', 138, [null, true, [], {}, 'x', '60', 0, -1, -0.5, 1e300]],
  ['audience_id', 115, [null, 5, true, {}, [], '', 'x'.repeat(300), { $ne: '' }]],
  ['push_to_id', 115, [null, 5, true, {}, [], '', 'x'.repeat(300), { $gt: '' }]],
  ['options', 115, [null, 5, 'x', [], { policy: 'thrice' }, { lane: 'x' }, { lateZones: 1 }, { dryRun: 'false' }, { unknown: 1 }]],
  ['options', 115, [{ idempotencyKey: '' }, { idempotencyKey: 'ü' }, { idempotencyKey: 'x'.repeat(129) }, { maxRate: 0 }, { maxRate: -5 }]],
  ['experiment', 115, [null, 5, 'x', [], {}, { name: '' }, { name: 'x', type: 'colour', variants: [] }]],
];

const withMember = (base: Record<string, unknown>, member: string, value: unknown): Record<string, unknown> => {
  const [name, inside] = member.split('.');
  if (name === undefined) return base;
  if (inside === undefined) return { ...base, [name]: value };
  const held = base[name];
  return { ...base, [name]: { ...(typeof held === 'object' && held !== null && !Array.isArray(held) ? held : {}), [inside]: value } };
};

/** The audience that goes with a member, so that its mistake is the only one. */
function baseFor(member: string): Record<string, unknown> {
  const excludes = ['channels', 'push_to_id', 'audience_id'].includes(member);
  return excludes ? { data } : { where: {}, data };
}

/** Each member of a push with each value of a wrong type or form. */
export function wrongMembers(): readonly BadPush[] {
  return WRONG.flatMap(([member, code, values]) =>
    values.map((value) => ({
      title: `${member}: ${JSON.stringify(value).slice(0, 60)}`,
      body: withMember(baseFor(member), member, value),
      codes: [code],
    })),
  );
}

/**
 * Pushes with two or three mistakes, drawn by the seed: any of the codes will do, as the order of checks is nobody's promise.
 *
 * @param random numbers from 0 to 1
 */
export function mixedMistakes(count: number, random: () => number): readonly BadPush[] {
  const drawn = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  // A whole that is wrong leaves no room for a wrong part, and an audience beside `where` is a mistake of its own.
  const parts = WRONG.filter(([member]) => !['data', 'channels', 'push_to_id'].includes(member));
  return Array.from({ length: count }, (_, number) => {
    const mistakes = Array.from({ length: 2 + Math.floor(random() * 2) }, () => drawn(parts));
    const body = mistakes.reduce((before, [member, , values]) => withMember(before, member, drawn(values)), baseFor('where'));
    return { title: `mix ${number}: ${JSON.stringify(body).slice(0, 100)}`, body, codes: [...mistakes.map(([, code]) => code), 115] };
  });
}

/** Queries that are none, or run code that no query may run. */
export function badQueries(): readonly BadPush[] {
  const queries: readonly (readonly [where: unknown, ...codes: number[]])[] = [
    [{ a: { $unknown: 1 } }, 102],
    [{ $where: 'sleep(1000)' }, 102],
    [{ a: { $where: '1' } }, 102],
    [{ $expr: { $function: { body: 'x', args: [], lang: 'js' } } }, 102],
    [{ a: { $function: 'x' } }, 102],
    [{ $jsonSchema: {} }, 102],
    [{ $or: 1 }, 102],
    [{ $and: [5] }, 102],
    [{ $nor: [] }, 102],
    [{ a: { $in: 5 } }, 102],
    [{ a: { $regex: '(' } }, 102],
    [{ a: { $regex: '(a+)+'.repeat(100) } }, 102],
    [{ a: { $inQuery: 1 } }, 102],
    [{ a: { $select: {} } }, 102],
    [{ a: { $nearSphere: { __type: 'GeoPoint', latitude: 95, longitude: 0 } } }, 102],
    [{ 'a b': 1 }, 102],
    [{ 'a..b': 1 }, 102],
    [{ a$b: 1 }, 102],
    [{ 'a\u0000': 1 }, 102],
    [{ _tombstone: 1 }, 102],
    [{ '_tombstone.dead': { $exists: true } }, 102],
    [{ a: { $in: Array.from({ length: 10_001 }, () => 1) } }, 102, 115],
    [{ $or: Array.from({ length: 600 }, (_, n) => ({ a: n })) }, 102],
    [{ a: deep(70) }, 102],
    [{ deviceType: 'toaster' }, 133],
    [{ deviceType: { $in: ['ios', 'toaster'] } }, 133],
    [{ deviceType: { $ne: 5 } }, 133],
    [{ deviceType: '__proto__' }, 133],
    [{ $or: [{ deviceType: 'constructor' }, { a: 1 }] }, 133],
    [{ a: 'x'.repeat(16_400) }, 115],
    [{ a: 'ü'.repeat(8_300) }, 115],
  ];
  return queries.map(([where, ...codes]) => ({ title: `where ${JSON.stringify(where).slice(0, 60)}`, body: { where, data }, codes }));
}

/** Audiences that exclude each other, none at all, and names that no channel has. */
export function badAudiences(): readonly BadPush[] {
  const bodies: readonly (readonly [body: object, code: number, ...further: number[]])[] = [
    [{ data }, 115],
    [{ where: {}, channels: ['a'], data }, 115],
    [{ where: {}, channels: [], data }, 115],
    [{ where: {}, type: 'ios', data }, 115],
    [{ where: {}, deviceType: 'ios', data }, 115],
    [{ where: {} }, 115],
    [{ channels: ['a'] }, 115],
    [{ where: {}, push_to_id: 'x', data }, 115],
    [{ audience_id: 'x', push_to_id: 'x', data }, 115],
    [{ audience_id: 'nobodyknow', data }, 115],
    [{ channels: ['a'], type: 'toaster', data }, 133],
    [{ channels: ['a'], type: { $ne: 'ios' }, data }, 133],
    [{ channels: Array.from({ length: 2_000 }, (_, n) => `channel${n}`), data }, 115],
    [{ where: {}, data, expiration_time: inDays(2), expiration_interval: HOUR_S }, 115],
    [{ where: {}, data, push_time: inDays(2), expiration_time: inDays(1) }, 138],
    [{ where: { deviceType: 'osx' }, data: { ...data, badge: 'x' } }, 115],
    [{ channels: Array.from({ length: 20_000 }, (_, n) => `channel${n}`), data }, 102],
    ...['9a', 'a b', '_a', '-a', 'a.b', 'ü', 'a/b', 'a\u0000', ' ', '$a', 'a\n', 'role:x', '*'].map(
      (name) => [{ channels: ['ok', name], data }, 112] as const,
    ),
  ];
  return bodies.map(([body, ...codes]) => ({ title: JSON.stringify(body).slice(0, 90), body, codes }));
}

/** A payload that one platform would not take, in any language. */
export function oversize(): readonly BadPush[] {
  const limits = { ios: 4_096, android: 4_096, winrt: 5_000, winphone: 5_000, web: 3_993 };
  return Object.entries(limits).flatMap(([deviceType, bytes]) => {
    const where = { deviceType };
    const long = 'x'.repeat(bytes);
    return [
      { title: `${deviceType}: a text`, body: { where, data: { alert: long } }, codes: [115] },
      { title: `${deviceType}: a member`, body: { where, data: { ...data, own: long } }, codes: [115] },
      { title: `${deviceType}: a language`, body: { where, data: { ...data, 'alert-pt-BR': long } }, codes: [115] },
      { title: `${deviceType}: two bytes each`, body: { where, data: { alert: 'ü'.repeat(bytes / 2) } }, codes: [115] },
    ];
  });
}

/** JSON that is hostile wherever it is read. */
export function hostileJson(): readonly BadPush[] {
  const keys = ['__proto__', 'constructor', 'prototype', '_bsontype'];
  const inData = keys.flatMap((key) => [
    `{"where":{},"data":{"alert":"a","${key}":{"polluted":1}}}`,
    `{"where":{},"data":{"alert":"a","b":[{"c":{"${key}":1}}]}}`,
    `{"where":{},"data":{"alert":{"body":"a","${key}":1}}}`,
    raw(`"apns":{"aps":{"${key}":{"polluted":1}}}`),
    raw(`"android":{"data":{"${key}":1}}`),
    raw(`"options":{"${key}":1}`),
    raw(`"${key}":{"polluted":1}`),
  ]);
  const inWhere = keys.map((key) => `{"where":{"a":1,"${key}":{"polluted":1}},"data":{"alert":"a"}}`);
  return [
    ...inData.map((body) => ({ title: body.slice(0, 90), body, codes: [105, 115] })),
    ...inWhere.map((body) => ({ title: body.slice(0, 90), body, codes: [102, 105] })),
    ...['', '{', 'null', '[]', '5', '"x"', '{"where":{},"data":{"alert":"a"}', '{"where":{},}', '\u0000'].map((body) => ({
      title: `text ${JSON.stringify(body)}`,
      body,
      codes: [107, 115],
    })),
    { title: 'a lone surrogate in a text', body: '{"where":{},"data":{"alert":"\\ud800"}}', codes: [107] },
    { title: 'a lone surrogate in a name', body: '{"where":{},"data":{"alert":"a","\\udc00":1}}', codes: [107] },
    { title: 'a lone surrogate in a channel', body: '{"channels":["a\\ud800"],"data":{"alert":"a"}}', codes: [107, 112] },
    { title: 'a lone surrogate in a query', body: '{"where":{"a":"\\ud800"},"data":{"alert":"a"}}', codes: [102, 107] },
    { title: 'a number out of range', body: '{"where":{},"data":{"alert":"a","n":1e999}}', codes: [107] },
    { title: 'a negative one', body: '{"where":{},"data":{"alert":"a","n":[-1e999]}}', codes: [107] },
    { title: 'a badge out of range', body: '{"where":{},"data":{"badge":1e999}}', codes: [107, 115] },
    { title: 'a number out of range in a query', body: '{"where":{"a":1e999},"data":{"alert":"a"}}', codes: [102, 107] },
    { title: 'an interval out of range', body: '{"where":{},"data":{"alert":"a"},"expiration_interval":1e999}', codes: [107, 138] },
    { title: 'data that is too deep', body: push({ data: { ...data, deep: deep(120) } }), codes: [107] },
    { title: 'an override that is too deep', body: push({ apns: deep(120) }), codes: [107] },
    {
      title: 'a body that is too deep to read',
      body: `{"where":{},"data":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
      codes: [107],
    },
    { title: 'a name that is too long', body: push({ data: { ...data, ['x'.repeat(2_000)]: 1 } }), codes: [107, 115] },
  ];
}
