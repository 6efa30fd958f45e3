import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { SERVICE, type RouteEntry } from '@parlance/gateway';
import { startServices, type ServiceDefinition } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoutes } from '../../e2e/served-routes.ts';
import { ask } from './ask.ts';
import { APP, GatewayProcess, KEYS, MASTER, REST } from './gateway-process.ts';

@Controller('parse/classes')
class Unguarded {
  @Get('open')
  open(): string {
    return 'unguarded';
  }
}

@Controller('elsewhere')
class Elsewhere {
  @Get()
  open(): string {
    return 'elsewhere';
  }
}

@Module({})
class OtherModule {}

/** The gateway, and beside it in the same process a service with an HTTP route of its own. */
function startWith(controller: typeof Unguarded | typeof Elsewhere) {
  const register = (): DynamicModule => ({ module: OtherModule, controllers: [controller] });
  const other: ServiceDefinition = { name: 'other', module: { register }, settings: {}, http: false };
  const environment = { NATS_URL: testServers().natsUrl, PARLANCE_BUS_PREFIX: uniqueName('routes'), PARLANCE_PORT: '0' };
  return startServices([SERVICE, other], environment, { logger: createLogger({ service: 'test', level: 'silent' }) });
}

it('SEC-07 a route below the mount that did not come through the table keeps the process from starting', async () => {
  await expect(startWith(Unguarded)).rejects.toThrow("registered in the gateway's route table");
});

it('routes beside the mount are free', async () => {
  const running = await startWith(Elsewhere);
  try {
    expect(await (await fetch(`${running.url}/elsewhere`)).text()).toBe('elsewhere');
    expect((await fetch(`${running.url}/parse/classes/Game`)).status).toBe(403);
  } finally {
    await running.close();
  }
});

/** Code of an app is its administrators' alone. */
function ofCode(does: string, path: string): string {
  const [method, effect] = does.split(' ');
  return `${method} ${path} master ${effect} 1`;
}

/** Those that operations declare, sorted: a contract module has no order. */
const CONTRACT_ROUTES = [
  'DELETE /analytics/queries/:name master write 1',
  'DELETE /admin/files/clean-up master write 1',
  'DELETE /files master write 1',
  'DELETE /files/:name+ master write 1',
  'DELETE /purge/:className master write 1',
  'DELETE /schemas/:className master write 1',
  ...['GET read', 'POST write'].map((does) => ofCode(does, '/cloud_code/jobs')),
  ...['PUT write', 'DELETE write'].map((does) => ofCode(does, '/cloud_code/jobs/:objectId')),
  ofCode('GET read', '/cloud_code/jobs/data'),
  ...['/jobs', '/jobs/:jobName'].map((path) => ofCode('POST write', path)),
  ofCode('DELETE write', '/jobs/:jobId'),
  ...['GET read', 'POST write'].map((does) => ofCode(does, '/cloud/releases')),
  ...['GET read', 'DELETE write'].map((does) => ofCode(does, '/cloud/releases/:release')),
  ofCode('POST write', '/cloud/rollback'),
  ...['/admin/cloud', '/scriptlog', '/scriptlog/follow'].map((path) => ofCode('GET read', path)),
  ...['/hooks/functions', '/hooks/triggers'].flatMap((path) => ['GET read', 'POST write'].map((does) => ofCode(does, path))),
  ...['/hooks/functions/:functionName', '/hooks/triggers/:className/:triggerName'].flatMap((path) =>
    ['GET read', 'PUT write'].map((does) => ofCode(does, path)),
  ),
  'GET /admin/files/clean-up master read 1',
  'GET /admin/files/usage master read 1',
  'GET /admin/slow-queries master read 1',
  'GET /aggregate/:className master read 1',
  'GET /config/versions master read 1',
  'GET /config/versions/:version master read 1',
  'GET /analytics master read 1',
  'GET /analytics/export master read 1',
  'GET /analytics/queries master read 1',
  'GET /analytics/queries/:name master read 1',
  'GET /analytics/queries/:name/answer master read 1',
  ...['GET /exports', 'GET /exports/:id', 'GET /imports', 'GET /imports/:id', 'GET /imports/:id/report'].map(
    (route) => `${route} master read 1`,
  ),
  ...['POST /exports', 'DELETE /exports/:id', 'DELETE /imports/:id'].map((route) => `${route} master write 1`),
  'GET /login app write 1',
  'GET /schemas master read 1',
  'GET /schemas/:className master read 1',
  'GET /sessions/me app read 1',
  'GET /users/me app read 1',
  'GET /verifyPassword app write 1',
  'POST /admin/explain-access master read 1',
  ...['active', 'errors', 'funnel', 'latency', 'query', 'retention'].map((name) => `POST /analytics/${name} master read 1`),
  'POST /admin/files/clean-up master write 1',
  'POST /admin/files/rotate-keys master write 1',
  'POST /challenge app write 1',
  'POST /config/experiments master write 1',
  'GET /config/experiments master read 1',
  'GET /config/experiments/:experimentId master read 1',
  'PUT /config/experiments/:experimentId master write 1',
  'DELETE /config/experiments/:experimentId master write 1',
  'GET /config/experiments/:experimentId/report master read 1',
  ...['roll_out', 'start', 'stop'].map((name) => `POST /config/experiments/:experimentId/${name} master write 1`),
  'POST /config/preview master read 1',
  'POST /login app write 1',
  'POST /logout app write 1',
  'POST /push app write 1',
  'GET /push master read 1',
  'GET /push/:pushId master read 1',
  'DELETE /push/:pushId master write 1',
  ...['cancel', 'launch', 'pause', 'resume'].map((name) => `POST /push/:pushId/${name} master write 1`),
  'POST /push/credentials/test master write 1',
  'POST /push/estimate master read 1',
  'GET /push/:pushId/opens master read 1',
  'GET /push/:pushId/report master read 1',
  'GET /push/experiments master read 1',
  'GET /push/audience_size_suggestion master read 1',
  'GET /push_notifications/audience_size_suggestion master read 1',
  'GET /push_subscriber_translation_count master read 1',
  'GET /push_audiences master read 1',
  'POST /push_audiences master write 1',
  ...['GET read', 'PUT write', 'DELETE write'].map((does) => {
    const [method = '', effect = ''] = does.split(' ');
    return `${method} /push_audiences/:audienceId master ${effect} 1`;
  }),
  'POST /requestPasswordReset app write 1',
  'POST /schemas master write 1',
  'POST /schemas/:className master write 1',
  'POST /upgradeToRevocableSession app write 1',
  'POST /verificationEmailRequest app write 1',
  'POST /verifyPassword app write 1',
  'PUT /analytics/queries/:name master write 1',
  'PUT /schemas/:className master write 1',
  'PUT /sessions/me app write 1',
].sort();

describe('every route of the table', () => {
  let gateway: GatewayProcess;
  let entries: readonly RouteEntry[];
  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    entries = await allRoutes();
  });
  afterAll(() => gateway.stop());

  it('CLD-40 leads clients to functions of code alone: its jobs, hooks, logs and releases are for master keys', () => {
    const ofCode = /^\/(?:functions|jobs|hooks|scriptlog|cloud|cloud_code|admin\/cloud)(?:\/|$)/;
    const open = entries
      .filter(({ path, scope }) => ofCode.test(path) && scope !== 'master')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open).toEqual(['POST /functions/:functionName']);
    const asked = entries.filter(({ operation, scope }) => scope !== 'master' && operation.startsWith('functions.'));
    expect(asked.map(({ operation }) => operation)).toEqual(['functions.call-function']);
  });

  it('SEC-07 has its guards', () => {
    const guards = entries.map(({ method, path, scope, effect, cost }) => `${method} ${path} ${scope} ${effect} ${cost}`);
    const [last = ''] = guards.splice(-1);
    const declared = guards.splice(-CONTRACT_ROUTES.length).sort();
    expect([...guards, ...declared, last]).toEqual([
      '* /health public read 0',
      'GET /apps/:appId/verify_email public write 1',
      'POST /apps/:appId/resend_verification_email public write 1',
      'GET /apps/:appId/request_password_reset public read 1',
      'POST /apps/:appId/request_password_reset public write 1',
      'GET /apps/:page public read 1',
      'GET /files/:appId/:name+ public read 1',
      'GET /files/:appId/metadata/:name+ public read 1',
      'POST /files/:name app write 1',
      'POST /files app write 1',
      'POST /imports master write 1',
      'POST /imports/:className master write 1',
      'GET /exports/:id/file master write 1',
      'GET /exports/:appId/:id/file public read 1',
      'PUT /imports/:appId/:id/file public write 1',
      'GET /classes/:className app read 1',
      'GET /classes/:className/:objectId app read 1',
      'POST /classes/:className app write 1',
      'PUT /classes/:className/:objectId app write 1',
      'DELETE /classes/:className/:objectId app write 1',
      'PUT /classes/:className app write 1',
      'DELETE /classes/:className app write 1',
      ...['users', 'sessions', 'roles', 'installations'].flatMap((name) => [
        `GET /${name} app read 1`,
        `POST /${name} app write 1`,
        `GET /${name}/:objectId app read 1`,
        `PUT /${name}/:objectId app write 1`,
        `DELETE /${name}/:objectId app write 1`,
      ]),
      'POST /loginAs app write 1',
      'POST /batch app read 0',
      'POST /functions/:functionName app read 1',
      'POST /events/:name app read 1',
      'POST /events app read 1',
      'GET /settings master read 1',
      'PATCH /settings master write 1',
      'GET /config app read 1',
      'PUT /config master write 1',
      'POST /config/rollback master write 1',
      ...CONTRACT_ROUTES,
      'GET /serverInfo master read 1',
    ]);
  });

  const id = { 'X-Parse-Application-Id': APP };
  const CALLERS: Readonly<Record<string, Record<string, string>>> = {
    none: {},
    'app id alone': id,
    client: REST,
    maintenance: { ...id, 'X-Parse-Maintenance-Key': KEYS.maintenance },
    'read-only master': { ...id, 'X-Parse-Master-Key': KEYS.readOnlyMaster },
    master: MASTER,
  };

  /** The rule of the guards, said a second time and by the contract's words. */
  const passes = (caller: string, { scope, effect, path }: RouteEntry): boolean => {
    if (scope === 'public' || caller === 'master') return true;
    if (caller === 'none' || caller === 'app id alone') return false;
    if (caller === 'read-only master') return effect === 'read';
    // Refused by the route itself: clients of old expect 119 there, not 403.
    return scope === 'app' && path !== '/loginAs';
  };

  it.each(Object.keys(CALLERS))('SEC-08 lets %s pass where it should, alone and in a batch', async (caller) => {
    const headers = CALLERS[caller] ?? {};
    for (const entry of entries) {
      const method = entry.method === '*' ? 'GET' : entry.method;
      const names: Record<string, string> = { className: 'Game', objectId: 'abc', appId: APP, page: 'pages.css' };
      const path = `/parse${entry.path.replace(/:(\w+)\+?/g, (_, name: string) => names[name] ?? name)}`;
      const body = entry.path === '/batch' ? { requests: [] } : {};
      const refused = ({ code }: { code?: number } = {}) => code === 119 || code === 902 || code === 903;
      const alone = await ask(gateway.url, path, { method, headers, body });
      expect([entry.method, path, alone.status < 400 || !refused(alone.json)]).toEqual([entry.method, path, passes(caller, entry)]);

      if (entry.scope === 'public' || entry.path === '/batch') continue;
      const batch = await ask(gateway.url, '/parse/batch', { method: 'POST', headers, body: { requests: [{ method, path, body }] } });
      const [part] = Array.isArray(batch.json)
        ? (batch.json as { error?: { code: number } }[])
        : [{ error: { code: batch.json.code ?? 0 } }];
      expect([entry.method, path, !refused(part?.error)]).toEqual([entry.method, path, passes(caller, entry)]);
    }
  });
});
