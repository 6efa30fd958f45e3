import type { RouteEntry } from '@parlance/gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathOf, servedRoutes } from '../../e2e/served-routes.ts';
import { AdminDeployment } from './admin-deployment.ts';

const routes = await servedRoutes();
const nameOf = ({ method, path }: RouteEntry): string => `${method} ${path}`;

/** Writes for holders of the master key that leave no entry, and why. */
const UNAUDITED: Readonly<Record<string, string>> = {
  'DELETE /files': 'a file is data, as objects are',
  'DELETE /files/:name+': 'a file is data, as objects are',
  'POST /jobs': 'its _JobStatus is the record',
  'POST /jobs/:jobName': 'its _JobStatus is the record',
  'POST /push/credentials/test': 'nothing is stored',
  'POST /push_audiences': 'an audience is an object',
  'PUT /push_audiences/:audienceId': 'an audience is an object',
  'DELETE /push_audiences/:audienceId': 'an audience is an object',
  'GET /exports/:id/file': 'a read that the key without rights to write does not get',
};

describe('SEC-39 the audit of REST', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('split', [{ id: 'alpha' }]);
  });
  afterAll(() => deployment?.close());

  type Entry = ReturnType<typeof JSON.parse>;
  const entries = async (): Promise<Entry[]> => (await deployment.ask('audit.query', { limit: 50 })).body.entries;
  /** Entries that `act` adds. */
  const added = async (act: () => Promise<unknown>): Promise<Entry[]> => {
    const known = new Set((await entries()).map(({ id }) => id));
    await act();
    return (await entries()).filter(({ id }) => !known.has(id));
  };

  it('takes in every write for the master key alone, but for those that have a reason', () => {
    const unaudited = routes.filter(({ scope, effect, audited }) => scope === 'master' && effect === 'write' && audited === undefined);
    expect(unaudited.map(nameOf).toSorted()).toEqual(Object.keys(UNAUDITED).toSorted());
  });

  it.each(routes.filter(({ audited }) => audited === 'gateway').map((route) => [nameOf(route), route] as const))(
    'has exactly one entry for %s, whether it is done or fails',
    async (_, route) => {
      const path = pathOf(route, { className: 'Nobody', name: 'a-name' });
      const told = await added(() => deployment.parlance.masterRest(route.method, path, { password: 'pa55', note: 1 }));
      expect(told).toMatchObject([{ action: route.operation, who: 'master', address: '127.0.0.1', app: 'alpha' }]);
      expect(told[0].text).toMatch(new RegExp(`^${route.method} /`));
      expect(['done', 'failed']).toContain(told[0].outcome);
      expect(JSON.stringify(told)).not.toContain('pa55');
    },
  );

  it('shows Config parameters before and after, and of those that clients do not see that they are set', async () => {
    const change = (params: object) => deployment.parlance.masterRest('PUT', '/config', { params, masterKeyOnly: { hidden: true } });
    expect((await change({ price: 1, hidden: 'first value' })).status).toBe(200);
    const told = await added(() => change({ price: 2, hidden: 'second value' }));
    expect(told.map(({ changes }) => changes)).toEqual([
      [
        {
          name: 'parameters',
          before: { price: 1, hidden: { isSet: true } },
          after: { price: 2, hidden: { isSet: true } },
        },
      ],
    ]);
  });
});
