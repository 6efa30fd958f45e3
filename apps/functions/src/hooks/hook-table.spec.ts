import { expect, it } from 'vitest';
import { hookTable } from './hook-table.ts';

const url = 'https://a.example';

it('names functions, and triggers by class, in the order of their kinds; triggers that there are not are left out', () => {
  const table = hookTable([
    { functionName: 'f', url },
    { functionName: 'f', url: `${url}/2` },
    { className: 'Game', triggerName: 'afterSave', url },
    { className: 'Game', triggerName: 'beforeSave', url },
    { className: 'Game', triggerName: 'beforeConnect', url },
    { className: '_Session', triggerName: 'afterLogout', url },
    { className: '_Session', triggerName: 'afterSave', url },
    { className: '@Config', triggerName: 'beforeDelete', url },
  ]);
  expect(table).toMatchObject({ functions: ['f'], triggers: { Game: ['beforeSave', 'afterSave'], _Session: ['afterLogout'] } });
  expect(Object.keys(table.triggers)).toEqual(['Game', '_Session']);
});

it('has another digest after any change', () => {
  const digests = [[], [{ functionName: 'f', url }], [{ functionName: 'f', url: `${url}/2` }]].map((hooks) => hookTable(hooks).digest);
  expect(new Set(digests).size).toBe(3);
  expect(hookTable([{ functionName: 'f', url }]).digest).toBe(digests[1]);
});
