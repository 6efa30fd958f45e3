import { finds } from '../../requests.ts';
import type { Subject } from '../../subject.ts';

export const parameters: Subject = {
  title: 'parameters of a find',
  fixtures: { Parameter: { one: { n: 1 }, two: { n: 2 } } },
  steps: [
    ...finds('Parameter', {
      'a where that is a text in JSON': { where: '"{\\"n\\":1}"' },
      'a where that is no JSON': { where: '{n:1}' },
      'a where that is empty': { where: '' },
      'a where that is a number': { where: 5 },
      'a where that is a list': { where: [] },
      'a where that is null': { where: null },
      'a where that is true': { where: true },
      'an unknown parameter': { nonsense: 1 },
      distinct: { distinct: 'n' },
      'a comment': { comment: 'why' },
      'a read preference': { readPreference: 'SECONDARY_PREFERRED' },
      'a read preference in small letters': { readPreference: 'primary' },
      'a read preference that does not exist': { readPreference: 'NEVER' },
      'three read preferences': { readPreference: 'NEAREST', includeReadPreference: 'PRIMARY', subqueryReadPreference: 'SECONDARY' },
      'redirectClassNameForKey to a number': { redirectClassNameForKey: 'n' },
      'redirectClassNameForKey to nothing': { redirectClassNameForKey: 'nothing' },
      'hint by a key': { hint: { _id: 1 } },
      'hint by a name': { hint: '_id_' },
      'hint by an unknown name': { hint: 'nothing_1' },
      'hint that is a number': { hint: 5 },
      'explain by a client': { explain: true },
    }),
  ],
};
