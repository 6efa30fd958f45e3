import { describe, expect, it } from 'vitest';
import { readOutcome } from './trigger-outcome.ts';

const read = (text: string) => readOutcome(Buffer.from(text));
const refusal = (text: string): unknown => {
  try {
    return read(text);
  } catch (error) {
    return (error as { code: number }).code;
  }
};

describe('the answer of a trigger', () => {
  it('changes nothing where it is empty', () => {
    expect(readOutcome(new Uint8Array())).toEqual({});
    expect(read('{}')).toEqual({});
  });

  it('has objects and lists of objects', () => {
    const outcome = { update: { a: 1 }, context: { b: 2 }, objects: [{ c: 3 }] };
    expect(read(JSON.stringify(outcome))).toEqual(outcome);
  });

  it.each([
    'nonsense',
    '[]',
    '1',
    'null',
    '{"update":[]}',
    '{"context":1}',
    '{"query":"x"}',
    '{"objects":{}}',
    '{"objects":[1]}',
    '{"answer":[]}',
  ])('is refused as unreadable: %s', (text) => {
    expect(refusal(text)).toBe(141);
  });

  it('SEC-01 has no forbidden keys at any depth, however they are written', () => {
    const deep = `${'{"a":'.repeat(30)}{"__proto__":1}${'}'.repeat(30)}`;
    for (const text of ['{"__proto__":{}}', '{"update":{"constructor":1}}', `{"context":${deep}}`, '{"update":{"\\u005f_proto__":1}}']) {
      expect(refusal(text), text).toBe(105);
    }
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
