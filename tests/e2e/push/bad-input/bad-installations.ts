/** The body of a registration that has to be refused, and the codes that may say so. */
export type BadInstallation = readonly [body: unknown, ...codes: number[]];

const device = (more: object) => ({ installationId: 'bad-1', deviceType: 'ios', ...more });
/** Values that stand in the place of a string, each of which would be a query or an operation somewhere. */
const NO_TEXTS: readonly unknown[] = [
  5,
  true,
  {},
  [],
  ['x'],
  { $ne: '' },
  { $regex: '.' },
  { __op: 'Delete' },
  { __type: 'Bytes', base64: 'YQ==' },
];

/** Registrations with one mistake each. */
export function badInstallations(): readonly BadInstallation[] {
  const each = (code: number, make: (value: unknown) => object): readonly BadInstallation[] => NO_TEXTS.map((value) => [make(value), code]);
  return [
    [{}, 135],
    [{ deviceType: 'ios' }, 135],
    [{ installationId: 'bad-1' }, 135],
    [{ installationId: '', deviceToken: '', deviceType: 'ios' }, 135],
    [{ installationId: null, deviceToken: null, deviceType: 'ios' }, 135],
    ...each(132, (installationId) => ({ installationId, deviceType: 'ios' })),
    ...each(114, (deviceToken) => device({ deviceToken })),
    ...['a\u0000b', 'a\nb', 'x'.repeat(5_000)].map((deviceToken): BadInstallation => [device({ deviceToken }), 114]),
    ...each(111, (deviceType) => ({ installationId: 'bad-1', deviceType })),
    ...['toaster', '__proto__', 'constructor', 'IOS', ' ios', 'ios\u0000'].map((deviceType): BadInstallation => [
      device({ deviceType }),
      133,
    ]),
    ...[5, true, 'Giants'].map((channels): BadInstallation => [device({ channels }), 111]),
    ...[[5], [null], [['a']], [{}], { __op: 'AddUnique', objects: [5] }, { __op: 'Add', objects: 'a' }].map((channels): BadInstallation => [
      device({ channels }),
      134,
    ]),
    ...['9a', 'a b', 'a.b', '_a', 'ü', 'a\u0000', '$a'].map((name): BadInstallation => [device({ channels: [name] }), 112]),
    [device({ channels: { __op: 'AddUnique', objects: ['a b'] } }), 112],
    ...[5, true, [5], [{}], { _Default: 5 }, { _Default: { $ne: '' } }].flatMap((uris): BadInstallation[] => [
      [device({ deviceType: 'winrt', channelUris: uris }), 111],
      [device({ deviceType: 'winrt', deviceUris: uris }), 111],
    ]),
    [device({ badge: 'x' }), 111],
    [device({ timeZone: 5 }), 111],
    [device({ localeIdentifier: {} }), 111],
    [device({ 'a b': 1 }), 105],
    [device({ $where: 1 }), 105],
    [device({ 'a\u0000': 1 }), 105],
    [device({ _tombstone: { quota: {} } }), 105],
    [device({ '_tombstone.dead': 1 }), 105],
    ['{"installationId":"bad-1","deviceType":"ios","__proto__":{"polluted":1}}', 105],
    ['{"installationId":"bad-1","deviceType":"ios","a":{"constructor":1}}', 105],
    ['{"installationId":"bad-1","deviceType":"ios","a":"\\ud800"}', 107],
    ['{"installationId":"bad-1","deviceType":"ios","badge":1e999}', 107],
    ['{"installationId":"bad-1"', 107],
    ['[]', 107],
  ];
}
