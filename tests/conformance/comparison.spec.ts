import { describe, expect, it } from 'vitest';
import { normalised, type Normal } from './normalise.ts';
import { withTheirTexts } from './quoted-texts.ts';
import { alike, keepsPromise } from './verdict.ts';

const NAMES = new Map([['ada', 'a1b2c3d4e5']]);
const normal = (body: unknown, step: { query?: Record<string, unknown>; body?: unknown; path?: string } = {}) =>
  normalised(
    { status: 200, location: undefined, body },
    { step: { path: '/classes/A', ...step }, names: NAMES, url: 'http://127.0.0.1:1/parse' },
  );
const answer = (body: unknown, status = 400): Normal => ({ status, location: undefined, body });

describe('normalised', () => {
  it('puts names in the place of ids, also inside of texts, keys and addresses', () => {
    expect(normal({ a: 'a1b2c3d4e5', text: 'see a1b2c3d4e5!', a1b2c3d4e5: 1 }).body).toEqual({
      a: '{{ada}}',
      text: 'see {{ada}}!',
      '{{ada}}': 1,
    });
    const located = { status: 201, location: 'http://127.0.0.1:1/parse/classes/A/a1b2c3d4e5', body: {} };
    expect(normalised(located, { step: { path: '/classes/A' }, names: NAMES, url: 'http://127.0.0.1:1/parse' }).location).toBe(
      '{{url}}/classes/A/{{ada}}',
    );
  });

  it('puts a word in the place of the present time alone', () => {
    const now = new Date().toISOString();
    expect(normal({ now, then: '2020-01-01T00:00:00.000Z', other: now.replace('Z', '') }).body).toEqual({
      now: '{{now}}',
      then: '2020-01-01T00:00:00.000Z',
      other: now.replace('Z', ''),
    });
  });

  it('ignores the order of results unless the request asks for one', () => {
    const [one, other] = [{ results: [{ n: 2, m: 1 }, { n: 1 }] }, { results: [{ n: 1 }, { m: 1, n: 2 }] }];
    expect(normal(one).body).toEqual(normal(other).body);
    for (const step of [
      { query: { order: 'n' } },
      { query: { where: { at: { $nearSphere: {} } } } },
      { body: { pipeline: [{ $sort: { n: 1 } }] } },
    ]) {
      expect(normal(one, step).body).not.toEqual(normal(other, step).body);
    }
    expect(normal({ results: [{ list: [2, 1] }] }).body).not.toEqual(normal({ results: [{ list: [1, 2] }] }).body);
  });
});

describe('withTheirTexts', () => {
  it('lets texts differ that nobody compares, where both have one', () => {
    const theirs = answer({ code: 102, error: 'bad $in value' });
    expect(alike(withTheirTexts(answer({ code: 102, error: '$in needs a list.' }), theirs), theirs)).toBe(true);
    expect(alike(withTheirTexts(answer({ code: 107, error: '$in needs a list.' }), theirs), theirs)).toBe(false);
    expect(alike(withTheirTexts(answer({ code: 102 }), theirs), theirs)).toBe(false);
    expect(alike(withTheirTexts(answer({ code: 102, error: '' }), theirs), theirs)).toBe(false);
  });

  it('holds quoted texts to the letter, in parts of a batch too', () => {
    const theirs = answer([{ error: { code: 101, error: 'Object not found.' } }], 200);
    const ours = answer([{ error: { code: 101, error: 'Not found.' } }], 200);
    expect(alike(withTheirTexts(ours, theirs), theirs)).toBe(false);
    expect(alike(withTheirTexts(theirs, theirs), theirs)).toBe(true);
  });
});

describe('keepsPromise', () => {
  it('asks for the status, and for the code and a text', () => {
    expect(keepsPromise(answer({ code: 102, error: 'x' }), [400, 102])).toBe(true);
    expect(keepsPromise(answer({ code: 102, error: '' }), [400, 102])).toBe(false);
    expect(keepsPromise(answer({ code: 107, error: 'x' }), [400, 102])).toBe(false);
    expect(keepsPromise(answer({ code: 102, error: 'x' }, 404), [400, 102])).toBe(false);
  });

  it('asks for the promised members of a body, and for lists of their length', () => {
    const found = answer({ results: [{ objectId: '{{ada}}', n: 1 }], count: 1 }, 200);
    expect(keepsPromise(found, [200, { results: [{ objectId: '{{ada}}' }] }])).toBe(true);
    expect(keepsPromise(found, [200, { results: [{ objectId: '{{bob}}' }] }])).toBe(false);
    expect(keepsPromise(found, [200, { results: [] }])).toBe(false);
    expect(keepsPromise(found, [200, { count: 2 }])).toBe(false);
  });
});
