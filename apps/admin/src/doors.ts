/** The way of a request from a door to its handler, for tests that put other handlers behind it. */
export { handles, type AnyAdminHandler } from './dispatch/admin-handler.ts';
export { Dispatcher } from './dispatch/dispatcher.ts';
export { GrpcDoor } from './grpc/grpc-door.ts';
export { NatsDoor } from './nats/nats-door.ts';
export { ADMIN_SETTINGS } from './settings.ts';
