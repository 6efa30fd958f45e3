import { describe, expect, it } from 'vitest';
import { planChange } from './plan-change.ts';
import { readEdit } from './read-edit.ts';

const STATE = {
  version: 3,
  params: { a: 1, b: { deep: [1] }, secret: 's' },
  masterKeyOnly: { a: false, b: false, secret: true },
  conditions: { a: [{ name: 'n', when: { users: ['u'] }, value: 2 }] },
};
const planned = (body: object, state: Parameters<typeof planChange>[0] = STATE) =>
  planChange(state, readEdit(body as Record<string, unknown>));
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('the plan of a change', () => {
  it('is none where everything is so already', () => {
    expect(planned({})).toBeUndefined();
    expect(planned({ params: { a: 1, b: { deep: [1] } }, masterKeyOnly: { secret: true } })).toBeUndefined();
    expect(planned({ params: { gone: { __op: 'Delete' } }, masterKeyOnly: { gone: true } })).toBeUndefined();
  });

  it('CFG-10 keeps the flag and the conditions of a parameter whose value changes', () => {
    expect(planned({ params: { secret: 't', a: 5 } })).toMatchObject({
      set: { secret: 't', a: 5 },
      masterKeyOnly: { secret: true, a: false },
      remove: [],
      conditions: STATE.conditions,
    });
  });

  it('CFG-06 takes flag and conditions away with their parameter', () => {
    expect(planned({ params: { a: { __op: 'Delete' } } })).toMatchObject({ set: {}, remove: ['a'], masterKeyOnly: {}, conditions: {} });
  });

  it('hides a parameter whose flag another server has stored as something else than true', () => {
    const found = { ...STATE, masterKeyOnly: { secret: 'yes' } };
    expect(planned({ params: { secret: 't' } }, found)?.masterKeyOnly).toEqual({ secret: true });
  });

  it('CFG-03 CFG-04 lets a database that came with too much shrink, and not grow', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`p${n}`, n]));
    const found = { version: 0, params: many, masterKeyOnly: {}, conditions: {} };
    expect(codeOf(() => planned({ params: { more: 1 } }, found))).toBe(116);
    expect(planned({ params: { p0: { __op: 'Delete' } } }, found)?.remove).toEqual(['p0']);
    const large = { version: 0, params: { text: 'x'.repeat(200_000) }, masterKeyOnly: {}, conditions: {} };
    expect(codeOf(() => planned({ params: { more: 1 } }, large))).toBe(116);
    expect(planned({ params: { text: 'x'.repeat(199_999) } }, large)?.remove).toEqual([]);
  });

  it('does not count the address of a file, which every answer makes anew', () => {
    const file = (url: string) => ({ __type: 'File', name: 'a.png', url });
    const params = {
      file: file('http://a/'),
      text: 'x'.repeat(131_072 - 'filetext'.length - 2 - '{"__type":"File","name":"a.png"}'.length),
    };
    const state = { version: 0, conditions: {} };
    expect(planned({ params }, state)).toBeDefined();
    expect(planned({ params: { ...params, file: file('http://a-longer-address/') } }, state)).toBeDefined();
    expect(codeOf(() => planned({ params: { ...params, text: `${params.text}x` } }, state))).toBe(116);
  });
});
