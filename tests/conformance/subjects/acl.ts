import { changed, create, creates, find, get, remove, update } from '../requests.ts';
import type { Subject } from '../subject.ts';
import { increment, op, pointer } from '../values.ts';

const all = { read: true, write: true };

export const acl: Subject = {
  title: 'ACL',
  fixtures: {
    Acl: {
      open: { name: 'open' },
      readable: { name: 'readable', n: 1, ACL: { '*': { read: true } } },
      writable: { name: 'writable', n: 1, ACL: { '*': { write: true } } },
      locked: { name: 'locked', n: 1, ACL: {} },
      ofUser: { name: 'ofUser', n: 1, ACL: { user123456: all } },
      ofRole: { name: 'ofRole', n: 1, ACL: { 'role:Admins': all } },
      mixed: { name: 'mixed', n: 1, ACL: { '*': { read: true }, user123456: all, 'role:Admins': { write: true } } },
      explicit: { name: 'explicit', n: 1, ACL: { '*': { read: true, write: false } } },
    },
    AclOwner: {
      ownerOfLocked: { to: pointer('Acl', '{{locked}}'), list: [pointer('Acl', '{{locked}}'), pointer('Acl', '{{open}}')] },
    },
  },
  steps: [
    ...['open', 'readable', 'writable', 'locked', 'ofUser', 'ofRole', 'mixed', 'explicit'].flatMap((name) => [
      get(`${name}, read by a client`, `Acl/{{${name}}}`),
      get(`${name}, read by the master`, `Acl/{{${name}}}`, { as: 'master' }),
      update(`${name}, changed by a client`, `Acl/{{${name}}}`, { n: increment(1) }),
      find(`${name}, found by a client`, 'Acl', { where: { name } }),
      find(`${name}, counted by a client`, 'Acl', { where: { name }, count: 1, limit: 0 }),
    ]),
    find('all that a client may see', 'Acl'),
    find('all that the master may see', 'Acl', {}, { as: 'master' }),
    find('count of what a client may see', 'Acl', { count: 1, limit: 0 }),
    find('hidden objects are not included', 'AclOwner', { include: 'to,list' }),
    find('pointers to hidden objects stay pointers', 'AclOwner'),
    find('hidden objects are included for the master', 'AclOwner', { include: 'to,list' }, { as: 'master' }),
    remove('readable, deleted by a client', 'Acl/{{readable}}'),
    remove('locked, deleted by a client', 'Acl/{{locked}}'),
    remove('writable, deleted by a client', 'Acl/{{writable}}'),
    update('taking the ACL over', 'Acl/{{mixed}}', { ACL: { '*': all } }),
    ...changed('a new ACL', 'Acl/{{open}}', { ACL: { '*': { read: true }, user123456: all } }, { as: 'master' }),
    ...changed('null for an ACL', 'Acl/{{open}}', { ACL: null }, { as: 'master' }),
    ...changed('an ACL deleted', 'Acl/{{open}}', { ACL: op('Delete') }, { as: 'master' }),
    ...changed('an empty ACL', 'Acl/{{ofRole}}', { ACL: {} }, { as: 'master' }),
    find('a where about ACL', 'Acl', { where: { ACL: { '*': { read: true } } } }),
    find('a where about ACL, the master', 'Acl', { where: { ACL: {} } }, { as: 'master' }),
    find('order by ACL', 'Acl', { order: 'ACL' }),
    find('a where about _rperm, the master', 'Acl', { where: { _rperm: 'user123456' } }, { as: 'master' }),
    find('keys without ACL', 'Acl', { keys: 'name' }, { as: 'master' }),
    find('ACL excluded', 'Acl', { excludeKeys: 'ACL,name' }, { as: 'master' }),
    create('an ACL for a user', 'Acl', { name: 'new', ACL: { user123456: all } }, { save: 'made' }),
    get('an ACL for a user, read by its maker', 'Acl/{{made}}'),
    get('an ACL for a user, read by the master', 'Acl/{{made}}', { as: 'master' }),
  ],
};

export const malformedAcl: Subject = {
  title: 'malformed ACL',
  fixtures: { AclBad: { bad: { name: 'bad' } } },
  steps: [
    ...creates('AclBad', {
      'a text': { ACL: 'text' },
      'a number': { ACL: 5 },
      'a list': { ACL: ['*'] },
      true: { ACL: true },
      'an unresolved user': { ACL: { '*unresolved': { read: true } } },
      'permissions that are a text': { ACL: { '*': 'read' } },
      'permissions that are no truth': { ACL: { '*': { read: 'yes' } } },
      'an unknown permission': { ACL: { '*': { admin: true } } },
      'a role without a name': { ACL: { 'role:': { read: true } } },
      incremented: { ACL: increment(1) },
    }),
    create('null on create', 'AclBad', { ACL: null }, { save: 'ofNull' }),
    create('deleted on create', 'AclBad', { ACL: op('Delete') }, { save: 'ofDeleted' }),
    find('null and deleted, as stored', 'AclBad', { where: { objectId: { $in: ['{{ofNull}}', '{{ofDeleted}}'] } } }, { as: 'master' }),
  ],
};
