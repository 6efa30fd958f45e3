import { describe, expect, it } from 'vitest';
import { AnswerBudget, printedBytes, type AnswerLimits } from './answer-budget.ts';
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

const GENEROUS: AnswerLimits = { includedObjectsMax: 1_000, answerBytesMax: 1_000_000 };

const include = (objects: RestJson[], paths: string[], load: LoadObjects, limits = GENEROUS) =>
  includePointers(objects, includeTree(paths, { keys: undefined, excludeKeys: [] }), load, new AnswerBudget(limits));

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

  describe('the budget of an answer', () => {
    const REFUSED = expect.objectContaining({ code: 102 });
    /** Objects that each hold a list of eight pointers to the next one. */
    const chain = (length: number): Record<string, Record<string, RestJson>> => ({
      Node: Object.fromEntries(
        Array.from({ length }, (_, n) => [`n${n}`, { kids: Array.from({ length: 8 }, () => pointer('Node', `n${n + 1}`)) }]),
      ),
    });
    const levels = (count: number): string => Array.from({ length: count }, () => 'kids').join('.');

    it('counts an object once per place it is shown at', async () => {
      const objects = (): RestJson[] => [{ kids: [pointer('Node', 'n0'), pointer('Node', 'n0')] }];
      const places = 2 + 2 * 8;
      const limits = { ...GENEROUS, includedObjectsMax: places };
      await include(objects(), [levels(2)], library(chain(2)).load, limits);
      await expect(include(objects(), [levels(2)], library(chain(2)).load, { ...limits, includedObjectsMax: places - 1 })).rejects.toEqual(
        REFUSED,
      );
    });

    it('refuses before it reads a level that goes beyond', async () => {
      const { load, asked } = library(chain(11));
      await expect(include([{ kids: [pointer('Node', 'n0')] }], [levels(10)], load)).rejects.toEqual(REFUSED);
      expect(asked).toEqual(['Node:n0', 'Node:n1', 'Node:n2', 'Node:n3']);
    });

    it('counts the bytes of an object once per place', async () => {
      const text = 'x'.repeat(1_000);
      const objects = (): RestJson[] => [{ kids: Array.from({ length: 10 }, () => pointer('Node', 'n')) }];
      const bytes = printedBytes(objects()[0]) + 10 * printedBytes({ objectId: 'n', text, __type: 'Object', className: 'Node' });
      const limits = { ...GENEROUS, answerBytesMax: bytes };
      await include(objects(), ['kids'], library({ Node: { n: { text } } }).load, limits);
      await expect(
        include(objects(), ['kids'], library({ Node: { n: { text } } }).load, { ...limits, answerBytesMax: bytes - 1 }),
      ).rejects.toEqual(REFUSED);
    });

    it('counts pointers that lead to nothing: each of them is looked for', async () => {
      const objects: RestJson[] = [{ kids: Array.from({ length: 11 }, (_, n) => pointer('Node', `gone${n}`)) }];
      await expect(include(objects, ['kids'], library({}).load, { ...GENEROUS, includedObjectsMax: 10 })).rejects.toEqual(REFUSED);
    });
  });
});
