import { describe, expect, it } from 'vitest';
import { parseSlowQueryParameters } from './slow-query-parameters.ts';

const codeOf = (code: number) => expect.objectContaining({ code });

describe('parseSlowQueryParameters', () => {
  it('reads what a query string and what a body hold', () => {
    const since = new Date('2026-01-02T03:04:05.000Z');
    expect(parseSlowQueryParameters({ class: 'Game', since: since.toISOString(), limit: '5' })).toEqual({
      className: 'Game',
      since,
      until: undefined,
      limit: 5,
    });
    expect(parseSlowQueryParameters({ until: { __type: 'Date', iso: since.toISOString() }, limit: 5 })).toMatchObject({ until: since });
  });

  it('lists a hundred unless told, and a thousand at most', () => {
    expect(parseSlowQueryParameters({}).limit).toBe(100);
    expect(parseSlowQueryParameters({ limit: 1e9 }).limit).toBe(1_000);
    expect(parseSlowQueryParameters({ limit: 0 }).limit).toBe(0);
  });

  it.each<[Record<string, unknown>, number]>([
    [{ where: '{}' }, 102],
    [JSON.parse('{"__proto__":1}') as Record<string, unknown>, 102],
    [{ since: 'yesterday' }, 102],
    [{ since: 5 }, 102],
    [{ until: { $gt: 1 } }, 102],
    [{ until: { __type: 'Date', iso: NaN } }, 102],
    [{ since: null }, 102],
    [{ class: 'a b' }, 103],
    [{ class: '\0' }, 103],
    [{ class: { $ne: null } }, 103],
    [{ class: 'x'.repeat(100_000) }, 103],
    [{ limit: -1 }, 117],
    [{ limit: 1.5 }, 117],
    [{ limit: NaN }, 117],
    [{ limit: '1e3' }, 117],
    [{ limit: '9'.repeat(1_000) }, 117],
    [{ limit: [1] }, 117],
  ])('refuses %j with %d', (parameters, code) => {
    expect(() => parseSlowQueryParameters(parameters)).toThrow(codeOf(code));
  });
});
