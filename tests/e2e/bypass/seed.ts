import { createHash, randomBytes } from 'node:crypto';

/** Stored documents of one app, by collection. */
export type Documents = Readonly<Record<string, readonly StoredDocument[]>>;
export type StoredDocument = Readonly<Record<string, unknown>> & { readonly _id: string };

/** Something that strangers must not learn of, and where an open object points to it. */
export interface Secret {
  readonly what: string;
  readonly className: string;
  readonly objectId: string;
  /** A field of it, and its value. Other fields hold texts that no request ever says. */
  readonly field: string;
  readonly value: string;
  /** The pointer field of the open album that leads to it. */
  readonly link: string;
}

const canary = (what: string): string => `canary${what}${randomBytes(6).toString('hex')}`;
const SEEDED = new Date('2020-01-02T03:04:05.006Z');
const OPEN = { '*': true } as const;
const ALL_OPEN = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };
const KEEPERS = { 'role:Keepers': true } as const;
const ALL_KEEPERS = { find: KEEPERS, get: KEEPERS, count: KEEPERS, create: KEEPERS, update: KEEPERS, delete: KEEPERS, addField: KEEPERS };

export const OWNER = 'owner00001';
export const STRANGER = 'stranger01';
export const MEMBER = 'member0001';
/** Sessions of the callers, the same in both apps. */
export const SESSIONS = ['stranger', 'member', 'owner', 'restricted', 'spareStranger', 'spareMember', 'spareOwner'] as const;
export type SessionName = (typeof SESSIONS)[number];
const USERS: Readonly<Record<SessionName, string>> = {
  stranger: STRANGER,
  member: MEMBER,
  owner: OWNER,
  restricted: STRANGER,
  spareStranger: STRANGER,
  spareMember: MEMBER,
  spareOwner: OWNER,
};
export const tokenOf = (name: SessionName): string => `r:${createHash('md5').update(name).digest('hex')}`;
/** The album that everybody reads. Nobody but the master key writes it, so that it stays as it is. */
export const ALBUM = 'album00001';
const DECOY = 'decoy00001';
const TEXTS = { text: { type: 'String' }, note: { type: 'String' }, n: { type: 'Number' }, list: { type: 'Array' } };
const USER = { type: 'Pointer', targetClass: '_User' };

export const SECRETS: readonly Secret[] = [
  { what: 'an object of its owner', className: 'Diary', objectId: 'diary00001', field: 'text', value: canary('a'), link: 'diary' },
  { what: 'an object of a role', className: 'Diary', objectId: 'diary00002', field: 'text', value: canary('b'), link: 'minutes' },
  { what: 'an object of a closed class', className: 'Vault', objectId: 'vault00001', field: 'text', value: canary('c'), link: 'vault' },
  { what: 'an object of whom it points to', className: 'Letter', objectId: 'letter0001', field: 'text', value: canary('d'), link: 'letter' },
  { what: 'a protected field', className: 'Person', objectId: 'person0001', field: 'phone', value: canary('e'), link: 'person' },
  { what: 'a private user', className: '_User', objectId: 'private001', field: 'username', value: canary('f'), link: 'user' },
  { what: 'an address of a public user', className: '_User', objectId: 'public0001', field: 'email', value: `${canary('g')}@example.com`, link: 'mailed' },
  { what: 'a hidden role', className: '_Role', objectId: 'role000001', field: 'name', value: canary('h'), link: 'role' },
  { what: 'a session of another', className: '_Session', objectId: 'session001', field: 'installationId', value: canary('i'), link: 'session' },
  { what: 'an installation of another', className: '_Installation', objectId: 'install001', field: 'installationId', value: canary('j'), link: 'device' },
]; // prettier-ignore
const valueOf = (objectId: string): string => SECRETS.find((secret) => secret.objectId === objectId)?.value ?? '';

/** Texts that no answer to a stranger may hold. */
export const CANARY = /canary[a-z][0-9a-f]{12}/g;

/** Classes as the master key declares them. */
export const CLASSES: Readonly<Record<string, { readonly fields: object; readonly classLevelPermissions: object }>> = {
  Diary: { fields: { ...TEXTS, owner: USER }, classLevelPermissions: ALL_OPEN },
  Vault: { fields: TEXTS, classLevelPermissions: ALL_KEEPERS },
  Letter: { fields: { ...TEXTS, owner: USER }, classLevelPermissions: { readUserFields: ['owner'], writeUserFields: ['owner'] } },
  Person: {
    fields: { ...TEXTS, phone: { type: 'String' } },
    classLevelPermissions: { ...ALL_OPEN, protectedFields: { '*': ['phone', 'note'], 'role:Keepers': [] } },
  },
  Album: {
    fields: {
      ...TEXTS,
      ...Object.fromEntries(SECRETS.map(({ link, className }) => [link, { type: 'Pointer', targetClass: className }])),
      pages: { type: 'Relation', targetClass: 'Diary' },
      people: { type: 'Relation', targetClass: '_User' },
    },
    classLevelPermissions: ALL_OPEN,
  },
  Guess: { fields: TEXTS, classLevelPermissions: ALL_OPEN },
  Scrap: { fields: TEXTS, classLevelPermissions: ALL_OPEN },
};
/** Fields of users beside those of all classes: each points to something hidden. */
export const USER_FIELDS = {
  friend: USER,
  treasure: { type: 'Pointer', targetClass: 'Diary' },
  note: { type: 'String' },
  n: { type: 'Number' },
};

const PUBLIC_READ = { _rperm: ['*'], _wperm: [] };
const only = (...whom: readonly string[]) => ({ _rperm: whom, _wperm: whom });
const stored = (_id: string, members: Record<string, unknown>): StoredDocument => ({
  _id,
  ...members,
  _created_at: SEEDED,
  _updated_at: SEEDED,
});

/**
 * Everything an app holds, as stored.
 *
 * @param told whether the things to be hidden are there; where one is a field, whether it has its value or another one
 * @param password hash that all users have
 */
export function documentsOf(told: boolean, password: string): Documents {
  const hidden = (...documents: readonly StoredDocument[]): readonly StoredDocument[] => (told ? documents : []);
  const texts = (objectId: string) => ({ text: valueOf(objectId), note: canary('x'), n: 7, list: [canary('y')] });
  const other = (value: string): string => (told ? value : value.replace(/^canary./, 'nobody'));
  const user = (id: string, members: Record<string, unknown> = {}) =>
    stored(id, { username: id, _hashed_password: password, _p_friend: '_User$private001', _p_treasure: 'Diary$diary00001', ...PUBLIC_READ, ...members, _wperm: [id] }); // prettier-ignore
  const session = (id: string, members: Record<string, unknown>) =>
    stored(id, { restricted: false, createdWith: { action: 'login' }, expiresAt: new Date('2099-01-01T00:00:00.000Z'), ...members });
  const member = (owningId: string, relatedId: string, n: number): StoredDocument => ({ _id: `join00000${n}`, owningId, relatedId });
  return {
    Diary: [
      stored(DECOY, { text: 'decoy', note: 'decoy', n: 1, list: ['decoy'], ...PUBLIC_READ }),
      ...hidden(
        stored('diary00001', { ...texts('diary00001'), _p_owner: `_User$${OWNER}`, ...only(OWNER) }),
        stored('diary00002', { ...texts('diary00002'), ...only('role:Keepers') }),
      ),
    ],
    Vault: hidden(stored('vault00001', texts('vault00001'))),
    Letter: hidden(stored('letter0001', { ...texts('letter0001'), _p_owner: `_User$${OWNER}` })),
    Person: [
      stored('person0001', { phone: other(valueOf('person0001')), text: 'open', note: other(canary('z')), n: 1, ...PUBLIC_READ }),
      stored('person0002', { phone: 'nobody', text: 'open', note: 'nobody', n: 2, ...PUBLIC_READ }),
    ],
    Album: [
      stored(ALBUM, {
        ...Object.fromEntries(SECRETS.map(({ link, className, objectId }) => [`_p_${link}`, `${className}$${objectId}`])),
        text: 'album',
        note: 'album',
        n: 1,
        list: SECRETS.map(({ className, objectId }) => ({ __type: 'Pointer', className, objectId })),
        ...PUBLIC_READ,
      }),
      stored('album00002', { text: 'empty', note: 'empty', n: 7, ...PUBLIC_READ }),
    ],
    Guess: SECRETS.map(({ value }, n) => stored(`guess0000${n}`, { text: value, ...PUBLIC_READ })),
    Scrap: [],
    _User: [
      user(OWNER, { note: canary('o'), ...only(OWNER) }),
      user(STRANGER),
      user(MEMBER),
      user('public0001', { email: other(valueOf('public0001')), note: 'open' }),
      ...hidden(
        user('private001', {
          username: valueOf('private001'),
          n: 7,
          email: `${canary('m')}@example.com`,
          note: canary('n'),
          ...only(OWNER),
        }),
      ),
    ],
    _Role: [
      stored('role00000k', { name: 'Keepers', _rperm: [], _wperm: [] }),
      stored('role00000o', { name: 'Others', ...PUBLIC_READ }),
      ...hidden(stored('role000001', { name: valueOf('role000001'), n: 7, note: canary('r'), _rperm: [OWNER], _wperm: [OWNER] })),
    ],
    _Installation: hidden(
      stored('install001', {
        installationId: valueOf('install001'),
        deviceType: 'ios',
        deviceToken: canary('w'),
        badge: 7,
        ...only(OWNER),
      }),
    ),
    _Session: [
      ...SESSIONS.map((name, n) =>
        session(`${name.toLowerCase().slice(0, 7)}0${n}a`, {
          _p_user: `_User$${USERS[name]}`,
          _session_token: tokenOf(name),
          restricted: name === 'restricted',
        }),
      ),
      ...hidden(
        session('session001', {
          _p_user: `_User$${OWNER}`,
          _session_token: `r:${canary('t')}0000000000000`,
          installationId: valueOf('session001'),
        }),
      ),
    ],
    '_Join:users:_Role': [member('role00000k', OWNER, 1), member('role00000o', MEMBER, 2), member('role000001', MEMBER, 3)],
    '_Join:pages:Album': ['diary00001', 'diary00002', DECOY].map((page, n) => member(ALBUM, page, n)),
    '_Join:people:Album': ['private001', 'public0001'].map((person, n) => member(ALBUM, person, n)),
  };
}
