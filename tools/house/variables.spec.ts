import { DEPLOYMENT_VARIABLES, PROCESS_SETTINGS } from '@parlance/service';
import { DEFINITIONS, STANDALONE_SETTINGS } from '@parlance/standalone';
import { variablesOf } from '@parlance/settings';
import { expect, it } from 'vitest';

it('the list of all variables of a deployment is that of the tables of its programs', () => {
  const tables = [PROCESS_SETTINGS, STANDALONE_SETTINGS, ...Object.values(DEFINITIONS).map(({ settings }) => settings)];
  const declared = tables.flatMap(variablesOf).filter((name) => name.startsWith('PARLANCE_'));
  expect(DEPLOYMENT_VARIABLES).toEqual([...new Set(declared)].sort());
});
