import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { data, type AppId } from '@parlance/contracts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { checkKeys } from '../callers/check-keys.ts';
import { clientAddress } from '../callers/client-address.ts';
import { readHeaders } from '../envelope/read-headers.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { publicRoute } from '../routes/declare-route.ts';
import type { PublicCall } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import type { HealthBoard } from './health-board.ts';

const RETRY_AFTER_SECONDS = 1;

/** Longer than `data` takes for a report on a database that it knows. */
const APP_ANSWER_MS = 3_000;

/**
 * `<mount>/health`: the state in one word for everybody, for holders of a master key the dependencies one by one and, where something
 * is wrong with it, the database of their app.
 */
export function addHealthRoute(table: RouteTable, bus: Bus, board: HealthBoard, apps: AppDirectory, trustedHops: number): void {
  table.add(publicRoute('*', '/health', 'gateway.health', answerHealth, { cost: 0 }));

  async function answerHealth(call: PublicCall): Promise<Reply> {
    const { status, dependencies } = await board.report();
    const app = await masteredApp(call, apps, trustedHops);
    const body = app === undefined ? { status } : { status, dependencies, ...(await appHealth(bus, app, call.requestId)) };
    if (status === 'ok') return jsonReply(body);
    return { ...jsonReply(body, 503), retryAfter: RETRY_AFTER_SECONDS };
  }
}

/** Nothing while all is well, or while nobody can tell: the dependencies say that already. */
async function appHealth(bus: Bus, app: AppId, requestId: string): Promise<{ readonly app?: data.AppHealth }> {
  try {
    const report = await bus.call(data.appHealth, {}, { app, identity: PUBLIC, deadline: Date.now() + APP_ANSWER_MS, requestId });
    return report.missingIndexes.length === 0 && report.unservedTriggers === 0 ? {} : { app: report };
  } catch {
    return {};
  }
}

/** The app whose master key the caller has. */
async function masteredApp({ request, requestId }: PublicCall, apps: AppDirectory, trustedHops: number): Promise<AppId | undefined> {
  const credentials = readHeaders(request.headers);
  if (credentials.appId === undefined || credentials.masterKey === undefined) return undefined;
  try {
    const app = await apps.get(credentials.appId, requestId);
    if (app === undefined) return undefined;
    const { kind } = checkKeys(app, credentials, () => clientAddress(request, trustedHops));
    return kind === 'master' || kind === 'readOnlyMaster' ? app.id : undefined;
  } catch {
    return undefined; // Health answers everybody; callers that cannot be identified get the short answer.
  }
}
