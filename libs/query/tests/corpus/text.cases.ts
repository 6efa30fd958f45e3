import { FIELD_TYPES } from '@parlance/values';
import { family } from './family.ts';

const { String, Array } = FIELD_TYPES;

export const text = family(
  'Text',
  { name: String, tags: Array },
  {
    big: { name: "Big Daddy's", tags: ['Apple', 'pear'] },
    bbq: { name: "Big Daddy's BBQ", tags: ['apple'] },
    low: { name: "big daddy's", tags: [1, 'pear'] },
    sauce: { name: "BBQ Sauce: Big Daddy's" },
    odd: { name: 'a.*(b)\\E\n' },
    lines: { name: 'one\ntwo\u000bthree' },
    accent: { name: 'É' },
    nil: { name: null },
  },
  [
    {
      title: 'QRY-24 a beginning',
      where: { name: { $regex: "^\\QBig Daddy's\\E" } },
      ids: ['bbq', 'big'],
      filter: { name: { $regex: "^Big\\ Daddy's" } },
    },
    {
      title: 'QRY-25 quoting protects everything, and its own end',
      where: { name: { $regex: '^\\Qa.*(b)\\\\E\\\\E\\Q\n\\E' } },
      ids: [],
      filter: { name: { $regex: '^a\\.\\*\\(b\\)\\\\\\\\E\\\n' } },
    },
    {
      title: 'QRY-25 a literal \\E as SDKs quote it',
      where: { name: { $regex: '^\\Qa.*(b)\\E\\\\E\\Q\\E' } },
      ids: ['odd'],
      filter: { name: { $regex: '^a\\.\\*\\(b\\)\\\\E' } },
    },
    { title: 'QRY-25 signs are letters', where: { name: { $regex: '\\Q.*\\E' } }, ids: ['odd'], filter: { name: { $regex: '\\.\\*' } } },
    {
      title: 'QRY-27 case-insensitive',
      where: { name: { $regex: '^big', $options: 'i' } },
      ids: ['bbq', 'big', 'low'],
      filter: { name: { $regex: '^big', $options: 'i' } },
    },
    {
      title: 'QRY-27 letters beyond ASCII too',
      where: { name: { $regex: 'é', $options: 'iu' } },
      ids: ['accent'],
      filter: { name: { $regex: 'é', $options: 'i' } },
    },
    { title: 'QRY-27 an end', where: { name: { $regex: "Daddy's$" } }, ids: ['big', 'sauce'], filter: { name: { $regex: "Daddy's$" } } },
    {
      title: 'an end may have a line break behind it',
      where: { name: { $regex: 'E$' } },
      ids: ['odd'],
      filter: { name: { $regex: 'E$' } },
    },
    {
      title: 'lines, with m',
      where: { name: { $regex: '^two', $options: 'm' } },
      ids: ['lines'],
      filter: { name: { $regex: '^two', $options: 'm' } },
    },
    {
      title: 'a dot for a line break, with s',
      where: { name: { $regex: 'one.two', $options: 's' } },
      ids: ['lines'],
      filter: { name: { $regex: 'one.two', $options: 's' } },
    },
    { title: 'none without s', where: { name: { $regex: 'one.two' } }, ids: [], filter: { name: { $regex: 'one.two' } } },
    {
      title: 'comments, with x',
      where: { name: { $regex: '^ b i g # big', $options: 'xi' } },
      ids: ['bbq', 'big', 'low'],
      filter: { name: { $regex: '^ b i g # big\n', $options: 'ix' } },
    },
    {
      title: 'quoted spaces count with x',
      where: { name: { $regex: '^ \\QBig D\\E', $options: 'x' } },
      ids: ['bbq', 'big'],
      filter: { name: { $regex: '^ Big\\ D\n', $options: 'x' } },
    },
    { title: 'a vertical tab is a space', where: { name: { $regex: 'two\\s' } }, ids: ['lines'], filter: { name: { $regex: 'two\\s' } } },
    { title: 'words are of ASCII', where: { name: { $regex: '^\\W' } }, ids: ['accent'], filter: { name: { $regex: '^\\W' } } },
    { title: 'a list by any of its texts', where: { tags: { $regex: '^p' } }, ids: ['big', 'low'], filter: { tags: { $regex: '^p' } } },
    {
      title: 'the empty pattern finds every text',
      where: { name: { $regex: '' }, tags: { $exists: false } },
      ids: ['accent', 'lines', 'odd', 'sauce'],
      filter: { name: { $regex: '' }, tags: { $exists: false } },
    },
  ],
);
