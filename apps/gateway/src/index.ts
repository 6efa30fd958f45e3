export { GatewayModule } from './gateway.module.ts';
export { GATEWAY_SETTINGS, type GatewaySettings } from './settings.ts';
export { buildRoutes } from './routes/build-routes.ts';
export type { RouteEntry } from './routes/route.ts';
export { SERVER_OPTIONS } from './edge/server-options.ts';
