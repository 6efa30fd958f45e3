import { buildRoutes, type RouteParts } from '@parlance/gateway/routes';
import type { RouteEntry } from '@parlance/gateway';

/** Every route below the mount. Nothing is asked by listing them, so that no part has to be there. */
export function servedRoutes(): readonly RouteEntry[] {
  const options = { mount: ['parse'], batchMounts: [['parse']], trustedHops: 0, publicUrl: () => 'http://127.0.0.1' };
  return buildRoutes({ options } as unknown as RouteParts).routes.entries;
}
