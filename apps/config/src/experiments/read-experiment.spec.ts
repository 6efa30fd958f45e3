import { describe, expect, it } from 'vitest';
import { readExperiment } from './read-experiment.ts';

const RIGHT = { name: 'n', variants: [{ values: { banner: 'a' } }, { values: { banner: 'b' } }], measure: { event: 'buy' } };
const variants = (count: number, value: unknown = 1) => Array.from({ length: count }, () => ({ values: { banner: value } }));
const codeOf = (body: object): unknown => {
  try {
    readExperiment(body as Record<string, unknown>);
    return 'accepted';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('the description of an experiment', () => {
  it('has defaults for all but name, variants and event', () => {
    expect(readExperiment(RIGHT)).toEqual({
      name: 'n',
      sizePercent: 100,
      alpha: 0.05,
      runDays: 14,
      measure: { event: 'buy', filter: [], days: 7 },
      parameters: ['banner'],
      variants: [{ values: '{"banner":"a"}' }, { values: '{"banner":"b"}' }],
    });
  });

  it.each<[string, object, unknown]>([
    ['ten variants', { variants: variants(10) }, 'accepted'],
    ['eleven variants', { variants: variants(11) }, 107],
    ['one variant', { variants: variants(1) }, 107],
    ['no variants', { variants: undefined }, 107],
    ['a variant without values', { variants: [{ values: {} }, { values: {} }] }, 107],
    ['variants of other parameters', { variants: [{ values: { a: 1 } }, { values: { b: 1 } }] }, 107],
    ['variants with more parameters', { variants: [{ values: { a: 1 } }, { values: { a: 1, b: 1 } }] }, 107],
    ['a parameter that cannot be one', { variants: [{ values: { '1a': 1 } }, { values: { '1a': 1 } }] }, 105],
    ['a dot inside of a value', { variants: variants(2, { 'a.b': 1 }) }, 121],
    ['a pointer', { variants: variants(2, { __type: 'Pointer', className: 'C', objectId: 'o' }) }, 111],
    ['a change', { variants: variants(2, { __op: 'Increment', amount: 1 }) }, 108],
    ['values of 131,072 bytes', { variants: variants(2, 'x'.repeat(65_536 - '{"banner":""}'.length)) }, 'accepted'],
    ['a byte more', { variants: [...variants(1, 'x'.repeat(65_537 - '{"banner":""}'.length)), ...variants(1, 'x'.repeat(65_523))] }, 116],
    ['no name', { name: '' }, 107],
    ['a long name', { name: 'x'.repeat(101) }, 107],
    ['one percent', { sizePercent: 1 }, 'accepted'],
    ['a hundredth of a percent', { sizePercent: 12.34 }, 'accepted'],
    ['less than one percent', { sizePercent: 0.99 }, 107],
    ['more than everybody', { sizePercent: 100.01 }, 107],
    ['a thousandth of a percent', { sizePercent: 12.345 }, 107],
    ['a share that is no number', { sizePercent: '10' }, 107],
    ['no measure', { measure: undefined }, 107],
    ['a blank event', { measure: { event: ' ' } }, 160],
    ['a long event', { measure: { event: 'x'.repeat(256) } }, 160],
    ['an event with a control character', { measure: { event: 'a\nb' } }, 160],
    ['an event that is no string', { measure: { event: 5 } }, 107],
    ['31 days', { measure: { event: 'buy', days: 31 } }, 107],
    ['half a day', { measure: { event: 'buy', days: 0.5 } }, 107],
    ['a filter of another form', { measure: { event: 'buy', filter: [{ dimension: 'a' }] } }, 107],
    ['an alpha of one', { alpha: 1 }, 107],
    ['91 days', { runDays: 91 }, 107],
    ['an audience', { when: { deviceType: ['ios'] } }, 'accepted'],
    ['an audience of nobody', { when: {} }, 107],
    ['an unknown member', { salt: 'mine' }, 107],
    ['a state', { state: 'running' }, 107],
  ])('%s', (_title, further, code) => {
    expect(codeOf({ ...RIGHT, ...further })).toBe(code);
  });
});
