import { expect, it } from 'vitest';
import { withParts } from './marked-parts.ts';

const FILE = ['a:', '  # written by `npm run deploy:render`: list', '  - old', '  - older', '  # end', 'b: 1', ''].join('\n');

it('replaces the marked lines and leaves all others as they are', () => {
  const written = withParts(FILE, { list: ['- new', '', '- newer'] });
  expect(written.split('\n')).toEqual([
    'a:',
    '  # written by `npm run deploy:render`: list',
    '  - new',
    '',
    '  - newer',
    '  # end',
    'b: 1',
    '',
  ]);
  expect(withParts(written, { list: ['- new', '', '- newer'] })).toBe(written);
});

it.each([
  ['a part that nobody writes', FILE, {}, /Nobody writes the part "list"/],
  ['a part without an end', FILE.replace('  # end\n', ''), { list: [] }, /The part "list" has no end/],
])('refuses %s', (_title, text, parts, message) => {
  expect(() => withParts(text, parts)).toThrow(message);
});
