import { wheres } from '../../requests.ts';
import type { Subject } from '../../subject.ts';
import { players } from './players.ts';

export const patterns: Subject = {
  title: 'queries with patterns',
  fixtures: players('QueryPattern', 'QueryTeamP'),
  steps: wheres('QueryPattern', {
    'a prefix': { name: { $regex: '^A' } },
    'a quoted prefix': { name: { $regex: '^\\QEve S\\E' } },
    'a quoted part': { text: { $regex: '\\Qb*c(d)\\E' } },
    'a quoted part with its end quoted': { text: { $regex: '^\\Qa.b\\E\\\\E\\Q*\\E' } },
    'a suffix': { name: { $regex: 'a$' } },
    'a part': { name: { $regex: 'e' } },
    'another case': { name: { $regex: '^ADA$', $options: 'i' } },
    'many lines': { text: { $regex: '^End', $options: 'm' } },
    'many lines without the option': { text: { $regex: '^End' } },
    'a dot over lines': { text: { $regex: 'd.*End', $options: 's' } },
    'white space ignored': { name: { $regex: '^ A d a $', $options: 'x' } },
    'all options': { name: { $regex: '^a', $options: 'imxs' } },
    'an unknown option': { name: { $regex: '^A', $options: 'g' } },
    'options that are a number': { name: { $regex: '^A', $options: 1 } },
    'options without a pattern': { name: { $options: 'i' } },
    'no options': { name: { $regex: '^A', $options: '' } },
    'a class of letters': { name: { $regex: '^[A-C]' } },
    alternatives: { name: { $regex: '^(Ada|Bob)$' } },
    'a pattern that is none': { name: { $regex: '(' } },
    'a pattern that is a number': { name: { $regex: 5 } },
    'a pattern that is null': { name: { $regex: null } },
    'an empty pattern': { name: { $regex: '' } },
    'values of a list': { tags: { $regex: '^c' } },
    'of a number': { n: { $regex: '^1' } },
    'with another constraint': { name: { $regex: '^[A-D]', $ne: 'Ada' } },
    'of a member': { 'o.deep.x': { $regex: '^y$' } },
    'of an id': { objectId: { $regex: '^{{ada}}$' } },
    not: { name: { $not: { $regex: '^A' } } },
  }),
};
