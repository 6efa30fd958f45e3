import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

interface Shown {
  readonly id?: string | undefined;
  get(name: string): unknown;
}

describe.each(MODES)('relations by the JS SDK, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  const authors: Parse.Object[] = [];
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance, { masterKey: true });
    const made = await Parse.Object.saveAll(['Ann', 'Bob', 'Cid'].map((name, age) => new Parse.Object('Author', { name, age })));
    authors.push(...made);
  });
  afterAll(() => parlance?.close());

  const names = (found: readonly Shown[]): string => found.map((author) => author.get('name') as string).sort().join(); // prettier-ignore

  async function bookOf(name: string, ...members: Parse.Object[]): Promise<Parse.Object> {
    const book = new Parse.Object('Book', { name });
    book.relation('authors' as never).add(members);
    return book.save();
  }

  it('OBJ-36 QRY-17 adds and removes in one save, and lists the members that are left', async () => {
    const [ann, bob, cid] = authors as [Parse.Object, Parse.Object, Parse.Object];
    const book = await bookOf('first', ann, bob);
    const relation = book.relation('authors');
    expect(names(await relation.query().find())).toBe('Ann,Bob');
    relation.add(cid);
    relation.remove(bob);
    await book.save({ name: 'changed' });
    expect(names(await relation.query().find())).toBe('Ann,Cid');
    expect(names(await relation.query().greaterThan('age', 1).find())).toBe('Cid');
    expect((await relation.query().descending('name').first())?.get('name')).toBe('Cid');
    expect(await relation.query().count()).toBe(2);
  });

  it('QRY-20 lists members of a relation whose class the client does not know', async () => {
    const { id } = await bookOf('second', authors[0] as Parse.Object);
    const unfetched = Parse.Object.extend('Book').createWithoutData(id) as Parse.Object;
    expect(names(await unfetched.relation('authors').query().find())).toBe('Ann');
  });

  it('QRY-18 finds owners by a member, by any of some, by all of some, and by a query of members', async () => {
    const [ann, bob, cid] = authors as [Parse.Object, Parse.Object, Parse.Object];
    await Promise.all([bookOf('third', bob), bookOf('fourth', bob, cid)]);
    const books = () => new Parse.Query('Book').containedIn('name', ['third', 'fourth']);
    expect(names(await books().equalTo('authors', bob).find())).toBe('fourth,third');
    expect(names(await books().equalTo('authors', cid).find())).toBe('fourth');
    expect(names(await books().equalTo('authors', ann).find())).toBe('');
    expect(names(await books().notEqualTo('authors', cid).find())).toBe('third');
    expect(names(await books().containedIn('authors', [ann, cid]).find())).toBe('fourth');
    expect(names(await books().containsAll('authors', [bob, cid]).find())).toBe('fourth');
    expect(names(await books().matchesQuery('authors', new Parse.Query('Author').equalTo('name', 'Cid')).find())).toBe('fourth');
    expect(names(await books().doesNotMatchQuery('authors', new Parse.Query('Author').equalTo('name', 'Cid')).find())).toBe('third');
  });

  it('OBJ-56 leaves out members that were destroyed', async () => {
    const gone = await new Parse.Object('Author', { name: 'Gone' }).save();
    const book = await bookOf('fifth', gone, authors[0] as Parse.Object);
    await gone.destroy();
    expect(names(await book.relation('authors').query().find())).toBe('Ann');
  });

  it('QRY-19 shows the members of an owner to callers that may read it, and hides them otherwise', async () => {
    const book = await bookOf('locked', authors[0] as Parse.Object);
    book.setACL(new Parse.ACL());
    await book.save(null, { useMasterKey: true });
    const query = () => book.relation('authors').query();
    expect(await query().find()).toEqual([]);
    expect(await query().count()).toBe(0);
    expect(names(await query().find({ useMasterKey: true }))).toBe('Ann');
  });
});
