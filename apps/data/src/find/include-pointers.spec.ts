import { describe, expect, it } from 'vitest';
import { includePointers, type LoadObjects } from './include-pointers.ts';
import { includeTree } from './include-tree.ts';
import type { RestJson } from './rest-json.ts';

const pointer = (className: string, objectId: string): RestJson => ({ __type: 'Pointer', className, objectId });

/** Objects by class and id, and the list of those that were asked for. */
function library(objects: Record<string, Record<string, RestJson>>): { load: LoadObjects; asked: string[] } {
  const asked: string[] = [];
  const load: LoadObjects = async (className, objectIds) => {
    asked.push(`${className}:${[...objectIds].sort().join('+')}`);
    const found = objectIds.flatMap((objectId) => {
      const fields = objects[className]?.[objectId];
      return fields === undefined ? [] : [[objectId, { objectId, ...structuredClone(fields), __type: 'Object', className }] as const];
    });
    return new Map(found);
  };
  return { load, asked };
}

const include = (objects: RestJson[], paths: string[], load: LoadObjects) =>
  includePointers(objects, includeTree(paths, { keys: undefined, excludeKeys: [] }), load);

describe('includePointers', () => {
  it('QRY-29 puts the object in the place of its pointer, and leaves other pointers alone', async () => {
    const objects = [{ post: pointer('Post', 'p1'), other: pointer('Post', 'p1') }];
    await include(objects, ['post'], library({ Post: { p1: { title: 'Hi' } } }).load);
    expect(objects).toEqual([{ post: { objectId: 'p1', title: 'Hi', __type: 'Object', className: 'Post' }, other: pointer('Post', 'p1') }]);
  });

  it('QRY-30 expands two levels and two paths', async () => {
    const objects = [{ post: pointer('Post', 'p1'), owner: pointer('Person', 'a1') }];
    const { load } = library({ Post: { p1: { author: pointer('Person', 'a1') } }, Person: { a1: { name: 'Ann' } } });
    await include(objects, ['post.author', 'owner'], load);
    expect(objects[0]).toMatchObject({ post: { author: { name: 'Ann' } }, owner: { name: 'Ann' } });
  });

  it('QRY-31 expands every element of a list, in its order', async () => {
    const objects = [{ posts: [pointer('Post', 'p2'), 7, pointer('Post', 'p1')] }];
    await include(objects, ['posts'], library({ Post: { p1: { n: 1 }, p2: { n: 2 } } }).load);
    expect(objects[0]?.posts).toMatchObject([{ n: 2 }, 7, { n: 1 }]);
  });

  it('QRY-33 leaves out the field, or the element, that leads to nothing readable', async () => {
    const objects = [{ post: pointer('Post', 'gone'), posts: [pointer('Post', 'gone'), pointer('Post', 'p1'), null], n: 1 }];
    await include(objects, ['post', 'posts'], library({ Post: { p1: { n: 1 } } }).load);
    expect(objects).toEqual([{ posts: [{ objectId: 'p1', n: 1, __type: 'Object', className: 'Post' }, null], n: 1 }]);
  });

  it('QRY-34 ignores relations and plain values', async () => {
    const before = { likes: { __type: 'Relation', className: 'Post' }, n: 1, when: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } };
    const objects = [structuredClone(before)];
    const { load, asked } = library({});
    await include(objects, ['likes', 'n', 'when', 'absent'], load);
    expect(objects).toEqual([before]);
    expect(asked).toEqual([]);
  });

  it('QRY-35 asks once per path and class, however many objects there are', async () => {
    const objects = Array.from({ length: 100 }, (_, n) => ({ post: pointer('Post', `p${n % 3}`), owner: pointer('Person', 'a') }));
    const { load, asked } = library({ Post: { p0: {}, p1: {}, p2: {} }, Person: { a: {} } });
    await include(objects, ['post', 'owner'], load);
    expect(asked.sort()).toEqual(['Person:a', 'Post:p0+p1+p2']);
  });

  it('reaches pointers in dictionaries, and in dictionaries of a list', async () => {
    const objects = [{ cart: { item: pointer('Item', 'i1') }, lines: [{ item: pointer('Item', 'i1') }, { item: pointer('Item', 'no') }] }];
    await include(objects, ['cart.item', 'lines.item'], library({ Item: { i1: { price: 3 } } }).load);
    expect(objects[0]).toMatchObject({ cart: { item: { price: 3 } }, lines: [{ item: { price: 3 } }, {}] });
    expect(objects[0]?.lines[1]).toEqual({});
  });

  it('ends where the path ends when objects point at themselves', async () => {
    const objects = [{ parent: pointer('Node', 'n') }];
    await include(objects, ['parent.parent'], library({ Node: { n: { parent: pointer('Node', 'n') } } }).load);
    expect(objects[0]?.parent).toMatchObject({ parent: { parent: pointer('Node', 'n') } });
    expect(JSON.stringify(objects)).toContain('"objectId":"n"');
  });
});
