import { expect, it } from 'vitest';
import { describeSettings, flag, int, list, text, unknownVariables } from './index.ts';

const HTTP = { PARLANCE_PORT: int({ default: 1337, min: 0, max: 65_535, meaning: 'Port to listen on.' }) };
const PROCESS = {
  PARLANCE_SERVICES: list({ default: ['a', 'b'], meaning: 'Services to run.' }),
  PARLANCE_FILE: text({ meaning: 'A file.' }),
  PARLANCE_SECRET: text({ optional: true, meaning: 'A secret.' }),
  DEBUG: flag({ default: false, meaning: 'Says more.' }),
};

it('warns of each unknown variable of ours and names the nearest known one of any table', () => {
  const env = { PARLANCE_PROT: '1', PARLANCE_SERVICE: 'a', PARLANCE_PORT: '2', PARLANCE_ENTIRELY_DIFFERENT: '1', PATH: '/bin' };
  expect(unknownVariables([HTTP, PROCESS], env)).toEqual([
    'PARLANCE_ENTIRELY_DIFFERENT is no setting of Parlance',
    'PARLANCE_PROT is no setting of Parlance; did you mean PARLANCE_PORT?',
    'PARLANCE_SERVICE is no setting of Parlance; did you mean PARLANCE_SERVICES?',
  ]);
});

it('describes a table as Markdown', () => {
  expect(describeSettings(PROCESS).trimEnd().split('\n')).toEqual([
    '| variable | meaning | must be | when unset |',
    '|---|---|---|---|',
    '| `PARLANCE_SERVICES` | Services to run. | words separated by commas | `a,b` |',
    '| `PARLANCE_FILE` | A file. | a string | refused |',
    '| `PARLANCE_SECRET` | A secret. | a string |  |',
    '| `DEBUG` | Says more. | true or false | `false` |',
  ]);
});
