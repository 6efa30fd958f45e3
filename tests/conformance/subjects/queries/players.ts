import type { Fixtures } from '../../subject.ts';
import { bytes, date, geo, pointer, polygon } from '../../values.ts';

/** A day of January 2020. */
export const day = (n: number) => date(`2020-01-0${n}T00:00:00.000Z`);

/** Objects of the queries of one file, in a class of their own. */
export const players = (className: string, teams: string): Fixtures => ({
  [teams]: { rome: { city: 'Rome', wins: 10 }, oslo: { city: 'Oslo', wins: 5 } },
  [className]: {
    ada: {
      name: 'Ada',
      n: 1,
      f: 1.5,
      ok: true,
      when: day(1),
      tags: ['a', 'b'],
      o: { k: 1, deep: { x: 'y' }, l: [1, 2] },
      team: pointer(teams, '{{rome}}'),
    },
    bob: { name: 'Bob', n: 2, f: -1, ok: false, when: day(2), tags: ['b'], o: { k: 2 }, team: pointer(teams, '{{oslo}}') },
    cyd: { name: 'cyd', n: 3, tags: [], o: {}, when: day(3), mixed: [1, 'a', null, { k: 1 }] },
    dee: {
      name: 'Dee',
      n: null,
      f: 2.5,
      tags: ['a', 'b', 'c'],
      friends: [pointer(className, '{{ada}}'), pointer(className, '{{bob}}')],
    },
    eve: { name: 'Eve Smith', n: 10, ok: true, data: bytes('aGVsbG8='), at: geo(1, 2), area: polygon([0, 0], [0, 2], [2, 2], [0, 0]) },
    fay: { text: 'a.b*c(d)\nEnd', n: -5 },
  },
});
