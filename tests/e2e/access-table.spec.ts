import { aclMembers, parseAcl } from '@parlance/acl';
import { startParlance, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACLS, OWNER, WHO } from '../../libs/acl/tests/callers-and-acls.ts';
import { naiveVerdict, USERS, type Facts, type What, type Who } from '../../libs/acl/tests/naive-model.ts';
import { as, PATIENT, userPointer } from './accounts.ts';

/** The users that the fields of an object point to. */
const POINTERS: readonly Pick<Facts, 'holder' | 'friends'>[] = [
  { holder: OWNER, friends: ['member0001'] },
  { holder: 'member0001', friends: [OWNER, 'stranger01'] },
];

type Entry = Readonly<Record<string, unknown>>;
/** Permissions with one entry for all operations; pointers of an object grant no creating. */
function same(entry: Entry, groups: Entry = {}): Entry {
  const { pointerFields: _, ...plain } = entry;
  return { ...groups, get: entry, find: entry, count: entry, update: entry, delete: entry, create: plain, addField: plain };
}
const OPEN: Entry = { '*': true };
const PERMISSIONS: readonly Facts['clp'][] = [
  undefined,
  same({}),
  same(OPEN),
  same({ requiresAuthentication: true }),
  same({ [OWNER]: true }),
  same({ 'role:Parent': true }),
  same({ 'role:Child': true }),
  same({ pointerFields: ['holder'] }),
  same({ pointerFields: ['holder', 'friends'], 'role:Parent': true }),
  same({}, { readUserFields: ['holder'], writeUserFields: ['friends'] }),
  same({ requiresAuthentication: true, 'role:Child': true }, { writeUserFields: ['holder'] }),
  { get: OPEN, find: {}, count: OPEN, create: OPEN, update: { [OWNER]: true }, delete: { 'role:Child': true }, addField: {} },
  { get: {}, find: OPEN, count: {}, create: {}, update: { pointerFields: ['holder'] }, delete: {}, addField: OPEN },
];

interface Row {
  readonly id: string;
  readonly facts: Facts;
}

/** Objects that a table of one class has; `forWhom` apart, so that one caller's deletions take nothing from another. */
function rows(clp: Facts['clp'], prefix: string): readonly Row[] {
  return ACLS.flatMap((acl, a) =>
    POINTERS.map((pointers, p) => {
      const id = `${prefix}${String(a).padStart(2, '0')}x${p}`.padEnd(10, '0');
      return { id, facts: { className: 'Table', clp, acl, ...pointers, objectId: id, user: '' } };
    }),
  );
}

function stored({ id, facts: { acl, holder, friends } }: Row, kind: string): Record<string, unknown> & { _id: string } {
  const parsed = parseAcl(acl);
  const lists = parsed === undefined ? {} : aclMembers(parsed);
  const now = new Date();
  const pointers = { _p_holder: `_User$${holder}`, friends: friends.map(userPointer) };
  return { _id: id, kind, n: 1, ...pointers, ...lists, _created_at: now, _updated_at: now };
}

describe('the table of decisions', () => {
  let parlance: Parlance;
  const callers = new Map<Who, RestOptions>();
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: { ...PATIENT, batchLimit: 100 } }] });
    const database = await parlance.database();
    const now = new Date();
    const users = Object.values(USERS).map(({ id }) => ({ _id: id, username: id, _created_at: now, _updated_at: now }));
    await database.collection<{ _id: string }>('_User').insertMany(users);
    const role = async (name: string, user: string, children: readonly string[] = []) => {
      const roles = children.map((objectId) => ({ __type: 'Pointer', className: '_Role', objectId }));
      const members = { users: { __op: 'AddRelation', objects: [userPointer(user)] }, roles: { __op: 'AddRelation', objects: roles } };
      const { roles: _, ...withoutRoles } = members;
      const made = await parlance.masterRest('POST', '/roles', { name, ACL: {}, ...(children.length > 0 ? members : withoutRoles) });
      return made.body.objectId as string;
    };
    await role('Parent', 'member0001', [await role('Child', 'nested0001')]);
    await role('Others', 'stranger01');
    callers.set('public', {}).set('master', { key: 'master' }).set('readOnlyMaster', { key: 'readOnlyMaster' });
    for (const [who, { id }] of Object.entries(USERS)) {
      const { body } = await parlance.masterRest('POST', '/loginAs', { userId: id });
      callers.set(who as Who, as(body.sessionToken as string));
    }
  });
  afterAll(() => parlance?.close());

  const ask = (who: Who, method: string, path: string, body?: unknown) => parlance.rest(method, path, body, callers.get(who));

  function verdictOf({ code, error }: { code?: number; error?: string } = {}): string {
    if (code === undefined) return 'yes';
    if (code === 119) return 'forbidden';
    if (code === 101) return error === 'Permission denied' ? 'log in first' : 'no such object';
    return `${code} ${error}`;
  }
  const verdictOfAnswer = ({ body }: RestAnswer) => verdictOf(body as { code?: number; error?: string });

  async function inBatch(who: Who, className: string, method: string, asked: readonly Row[]): Promise<readonly string[]> {
    const part = ({ id }: Row) => ({ method, path: `/parse/classes/${className}/${id}`, ...(method === 'PUT' ? { body: { n: 2 } } : {}) });
    const { body } = await ask(who, 'POST', '/batch', { requests: asked.map(part) });
    return (body as { error?: { code?: number; error?: string } }[]).map(({ error }) => verdictOf(error));
  }

  /** Asks everything of one class as one caller. @returns the decisions, beside those that should have been made */
  async function decisions(who: Who, className: string, clp: Facts['clp'], table: readonly Row[], doomed: readonly Row[]) {
    const expected = (what: What, { facts }: Row) => naiveVerdict(who, what, facts);
    const decided: [string, string, string][] = [];
    const compare = (what: What, asked: readonly Row[], got: readonly string[]) => {
      for (const [at, row] of asked.entries())
        decided.push([`${what} ${JSON.stringify(row.facts)}`, got[at] as string, expected(what, row)]);
    };
    compare('get', table, await inBatch(who, className, 'GET', table));

    const where = encodeURIComponent(JSON.stringify({ kind: 'table' }));
    const found = await ask(who, 'GET', `/classes/${className}?limit=1000&keys=n&where=${where}`);
    const ids = new Set((found.body.results as { objectId: string }[] | undefined)?.map(({ objectId }) => objectId));
    const refusal = verdictOfAnswer(found);
    compare(
      'find',
      table,
      table.map(({ id }) => (refusal !== 'yes' ? refusal : ids.has(id) ? 'yes' : 'no such object')),
    );

    const counted = await ask(who, 'GET', `/classes/${className}?limit=0&count=1&where=${where}`);
    const right = table.map((row) => expected('count', row));
    // Nothing but the number is asked for, so that finding is not.
    const refused = right.find((verdict) => verdict === 'forbidden' || verdict === 'log in first');
    const total = String(right.filter((verdict) => verdict === 'yes').length);
    decided.push(['count', counted.status === 200 ? String(counted.body.count) : verdictOfAnswer(counted), refused ?? total]);

    compare('update', table, await inBatch(who, className, 'PUT', table));
    compare('delete', doomed, await inBatch(who, className, 'DELETE', doomed));

    const [row] = table as [Row];
    decided.push(['create', verdictOfAnswer(await ask(who, 'POST', `/classes/${className}`, { n: 1 })), expected('create', row)]);
    const grown = verdictOfAnswer(await ask(who, 'POST', `/classes/${className}`, { n: 1, [`fresh${who}`]: 1 }));
    const create = expected('create', row);
    const newField = expected('newField', row);
    // Of two refusals that of the field is told.
    decided.push(['addField', grown, newField === 'yes' ? create : newField]);
    return decided;
  }

  it('ACL-02 ACL-07 CLP-01 CLP-02 CLP-03 CLP-04 CLP-06 PTR-04 ROL-13 every decision is the one that the contract’s prose makes', async () => {
    const database = await parlance.database();
    let count = 0;
    const wrong: string[] = [];
    for (const [at, clp] of PERMISSIONS.entries()) {
      const className = `Table${at}`;
      const fields = {
        kind: { type: 'String' },
        n: { type: 'Number' },
        holder: { type: 'Pointer', targetClass: '_User' },
        friends: { type: 'Array' },
      };
      const made = await parlance.masterRest('POST', `/schemas/${className}`, { fields, ...(clp && { classLevelPermissions: clp }) });
      expect([at, made.status, made.text]).toEqual([at, 200, expect.any(String)]);
      const table = rows(clp, 'tab');
      const doomed = new Map(WHO.map((who, w) => [who, rows(clp, `de${w}`).filter((_row, r) => r % 2 === w % 2)]));
      const documents = [...table.map((row) => stored(row, 'table')), ...[...doomed.values()].flat().map((row) => stored(row, 'doomed'))];
      await database.collection<{ _id: string }>(className).insertMany(documents);
      for (const who of WHO) {
        for (const [what, got, should] of await decisions(who, className, clp, table, doomed.get(who) ?? [])) {
          count += 1;
          if (got !== should) wrong.push(`${who} ${what}: expected ${should}, not ${got} (${className} ${JSON.stringify(clp)})`);
        }
      }
    }
    expect([wrong.length, wrong.slice(0, 10)]).toEqual([0, []]);
    expect(count).toBeGreaterThanOrEqual(2_000);
  }, 180_000);
});
