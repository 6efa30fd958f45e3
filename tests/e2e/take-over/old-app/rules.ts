import { pointer } from '../../../conformance/values.ts';
import type { WrittenAccounts } from './accounts.ts';
import type { Row, Writer } from './writer.ts';

const OPEN = { '*': true };
const ALL_OPEN = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };

/** Class permissions of every form, by the class that has them. `ID` stands for the id of ada. */
const PERMISSIONS: Readonly<Record<string, Row>> = {
  RuledClosed: { find: {}, get: {}, count: {}, create: {}, update: {}, delete: {}, addField: {} },
  RuledGetOnly: { ...ALL_OPEN, find: {}, count: {}, addField: {} },
  RuledByRole: { ...ALL_OPEN, find: { 'role:Editors': true }, create: { 'role:Admins': true }, delete: {} },
  RuledByUser: { ...ALL_OPEN, find: { ID: true }, update: { ID: true } },
  RuledSignedIn: { ...ALL_OPEN, find: { requiresAuthentication: true }, get: { requiresAuthentication: true }, create: { requiresAuthentication: true } },
  RuledByPointer: { get: {}, find: {}, count: {}, create: OPEN, update: {}, delete: {}, addField: {}, readUserFields: ['owner', 'helpers'], writeUserFields: ['owner'] },
  RuledByFields: { ...ALL_OPEN, get: { pointerFields: ['owner'] }, find: { pointerFields: ['owner', 'helpers'] }, update: { pointerFields: ['owner'] } },
  RuledHidden: { ...ALL_OPEN, protectedFields: { '*': ['secret', 'n'], 'role:Editors': ['n'], ID: [], 'userField:owner': [] } },
  RuledDefault: { ...ALL_OPEN, ACL: { '*': { read: true }, currentUser: { read: true, write: true } } },
}; // prettier-ignore

export const RULED = Object.keys(PERMISSIONS);

/** Classes that were declared with permissions, defaults, required fields and indexes, and objects in them. */
export async function writeRules(
  writer: Writer,
  { of: { ada, bob, carl } }: WrittenAccounts,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const written = new Map<string, readonly string[]>();
  const user = (id: string) => pointer('_User', id);
  for (const [className, permissions] of Object.entries(PERMISSIONS)) {
    const classLevelPermissions = JSON.parse(JSON.stringify(permissions).replaceAll('"ID"', `"${ada.objectId}"`)) as Row;
    const fields = {
      n: { type: 'Number' },
      secret: { type: 'String' },
      owner: { type: 'Pointer', targetClass: '_User' },
      helpers: { type: 'Array' },
    };
    await writer.send('POST', `/schemas/${className}`, { className, fields, classLevelPermissions });
    const bodies = [ada, bob, carl].map(({ objectId }, n) => ({
      n,
      secret: `s${n}`,
      owner: user(objectId),
      helpers: [user(bob.objectId)],
    }));
    const acls = [{}, { ACL: { [bob.objectId]: { read: true, write: true } } }, { ACL: { 'role:Readers': { read: true } } }];
    written.set(className, await writer.createAll(className, bodies.map((body, at) => ({ ...body, ...acls[at] })))); // prettier-ignore
  }
  await writer.send('POST', '/schemas/Declared', {
    className: 'Declared',
    fields: {
      s: { type: 'String', required: true, defaultValue: 'd' },
      must: { type: 'Number', required: true },
      when: { type: 'Date', defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } },
      kind: { type: 'String' },
      text: { type: 'String' },
      at: { type: 'GeoPoint' },
      friends: { type: 'Relation', targetClass: 'Declared' },
    },
    indexes: { byKind: { kind: 1, s: -1 }, byTime: { when: -1 } },
    classLevelPermissions: ALL_OPEN,
  });
  written.set('Declared', await writer.createAll('Declared', [{ must: 1, kind: 'a', text: 'one word' }, { must: 2, s: 'x', text: 'two words' }])); // prettier-ignore
  await writer.send('POST', '/schemas/Unused', { className: 'Unused', fields: { a: { type: 'String' } } });
  // The first search makes the text index, the first near query the geo one.
  await writer.send('GET', '/classes/Declared', undefined, { query: { where: { text: { $text: { $search: { $term: 'word' } } } } } });
  await writer.send('GET', '/classes/Team', undefined, {
    query: { where: { home: { $nearSphere: { __type: 'GeoPoint', latitude: 41, longitude: 12 } } }, limit: '1' },
  });
  return written;
}
