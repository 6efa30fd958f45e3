import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { cross, type Case, type Group } from '../group.ts';

type Device = Readonly<Record<string, unknown>>;

const TOKEN = 'token-{n}';
const device = (name: string, more: Device = {}): Device => ({ installationId: `${name}-{n}`, deviceType: 'android', ...more });

/** The installations that there are, before a device registers: `a` is the one that it knows. */
const BEFORE: Readonly<Record<string, readonly Device[]>> = {
  'where nobody is': [],
  'where its id is, without a token': [device('a')],
  'where its id is, with its token': [device('a', { deviceToken: TOKEN })],
  'where its token is alone': [{ deviceType: 'android', deviceToken: TOKEN }],
  'where its token is another id’s': [device('b', { deviceToken: TOKEN })],
  'where its token is another id’s of another app': [device('b', { deviceToken: TOKEN, appIdentifier: 'other' })],
  'where its id and its token are apart': [device('a'), device('b', { deviceToken: TOKEN })],
  'where its id and its lone token are apart': [device('a'), { deviceType: 'android', deviceToken: TOKEN }],
};

/** The registration, or the change of the installation that it knows. */
const AFTER: Readonly<Record<string, Device>> = {
  'by its id': device('a'),
  'by its id in capitals': device('A'),
  'by its id and its token': device('a', { deviceToken: TOKEN }),
  'by its id and a new token': device('a', { deviceToken: 'fresh-{n}' }),
  'by its id, its token and an app': device('a', { deviceToken: TOKEN, appIdentifier: 'mine' }),
  'by its token': { deviceType: 'android', deviceToken: TOKEN },
  'by its token, with a further field': { deviceType: 'android', deviceToken: TOKEN, further: 7 },
  'by a new id and its token': device('c', { deviceToken: TOKEN }),
  'by its id, as another type': device('a', { deviceType: 'ios' }),
  'by its id alone': { installationId: 'a-{n}' },
};

const numbered = <Value>(value: Value, n: string): Value => JSON.parse(JSON.stringify(value).replaceAll('{n}', n)) as Value;
/** Whether the device has a field of a name that the class does not have by itself is not asked here. */
const SHOWN = 'installationId,deviceToken,deviceType,appIdentifier,further';
const asMaster = { as: 'master' } as const;

function found(title: string, n: string): Step {
  const names = ['a', 'b', 'c'].map((name) => `${name}-${n}`);
  const where = { $or: [{ installationId: { $in: names } }, { deviceToken: { $in: [`token-${n}`, `fresh-${n}`] } }] };
  return request(`${title}: the installations then`, 'GET', '/installations', { ...asMaster, query: { where, keys: SHOWN } });
}

let count = 0;
const registered: readonly Case[] = cross(BEFORE, AFTER, (title, before, body): Case => {
  const n = String((count += 1));
  return [
    ...before.map((there, at) =>
      request(`${title}: before, ${at}`, 'POST', '/installations', { ...asMaster, body: numbered(there, n), save: `d${n}x${at}` }),
    ),
    request(title, 'POST', '/installations', { body: numbered(body, n), save: `r${n}` }),
    found(title, n),
  ];
});

/** Changes of the installation that is there: the first of those before. */
const CHANGES: Readonly<Record<string, Device>> = {
  'gets its token': { deviceToken: TOKEN },
  'gets a new token': { deviceToken: 'fresh-{n}' },
  'gets its own id': { installationId: 'a-{n}' },
  'gets another id': { installationId: 'c-{n}' },
  'gets another type': { deviceType: 'ios' },
  'gets its own type': { deviceType: 'android' },
};
const changed: readonly Case[] = cross(BEFORE, CHANGES, (title, before, body): Case => {
  if (before.length === 0) return [];
  const n = String((count += 1));
  return [
    ...before.map((there, at) =>
      request(`${title}: before, ${at}`, 'POST', '/installations', { ...asMaster, body: numbered(there, n), save: `d${n}x${at}` }),
    ),
    request(title, 'PUT', `/installations/{{d${n}x0}}`, { body: numbered(body, n) }),
    found(title, n),
  ];
});

/** Devices that come back: which of several objects stays, and with which members. One device to a case, so that cases run side by side. */
export const registrations: Group = { title: 'registrations', cases: [...registered, ...changed].filter((steps) => steps.length > 0) };
