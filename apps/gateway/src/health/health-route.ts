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

/** `<mount>/health`: the state in one word for everybody, the dependencies one by one for holders of a master key. */
export function addHealthRoute(table: RouteTable, board: HealthBoard, apps: AppDirectory, trustedHops: number): void {
  table.add(publicRoute('*', '/health', 'gateway.health', answerHealth, { cost: 0 }));

  async function answerHealth(call: PublicCall): Promise<Reply> {
    const { status, dependencies } = await board.report();
    const body = (await hasMasterKey(call, apps, trustedHops)) ? { status, dependencies } : { status };
    if (status === 'ok') return jsonReply(body);
    return { ...jsonReply(body, 503), retryAfter: RETRY_AFTER_SECONDS };
  }
}

async function hasMasterKey({ request, requestId }: PublicCall, apps: AppDirectory, trustedHops: number): Promise<boolean> {
  const credentials = readHeaders(request.headers);
  if (credentials.appId === undefined || credentials.masterKey === undefined) return false;
  try {
    const app = await apps.get(credentials.appId, requestId);
    if (app === undefined) return false;
    const { kind } = checkKeys(app, credentials, () => clientAddress(request, trustedHops));
    return kind === 'master' || kind === 'readOnlyMaster';
  } catch {
    return false; // Health answers everybody; callers that cannot be identified get the short answer.
  }
}
