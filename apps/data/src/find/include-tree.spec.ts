import { describe, expect, it } from 'vitest';
import { includeTree, type IncludeTree } from './include-tree.ts';

const ALL = { keys: undefined, excludeKeys: [] };

/** The tree as nested plain objects: `{ post: { author: {} } }`, with the selected keys of a node under `keys`. */
function shape(tree: IncludeTree): Record<string, unknown> {
  const below = Object.fromEntries([...tree.below].map(([field, node]) => [field, shape(node)]));
  return tree.keys === undefined ? below : { keys: tree.keys, ...below };
}

describe('includeTree', () => {
  it('QRY-30 includes the levels above a path, and shares them between paths', () => {
    expect(shape(includeTree(['post.author', 'post.tags', 'owner'], ALL))).toEqual({ post: { author: {}, tags: {} }, owner: {} });
  });

  it('selects fields of an included object by a path through its pointer', () => {
    expect(shape(includeTree(['post'], { keys: ['text', 'post.title', 'post.score'], excludeKeys: [] }))).toEqual({
      post: { keys: ['title', 'score'] },
    });
  });

  it('shows all of an included object unless fields of it are selected', () => {
    expect(shape(includeTree(['post'], { keys: ['post'], excludeKeys: [] }))).toEqual({ post: {} });
    expect(shape(includeTree(['post'], { keys: ['post', 'post.title'], excludeKeys: [] }))).toEqual({ post: { keys: ['title'] } });
  });

  it('leaves fields out of included objects', () => {
    const tree = includeTree(['post'], { keys: undefined, excludeKeys: ['score', 'post.title', 'other.name'] });
    expect(tree.below.get('post')?.excludeKeys).toEqual(['title']);
    expect(tree.excludeKeys).toEqual(['score']);
  });

  it('keeps the pointer that leads on among the selected fields', () => {
    expect(shape(includeTree(['post', 'post.author'], { keys: ['post.author.name'], excludeKeys: [] }))).toEqual({
      post: { keys: ['author'], author: { keys: ['name'] } },
    });
  });
});
