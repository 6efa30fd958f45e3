export { DEPLOYMENT_VARIABLES } from './deployment-variables.ts';
export type { ServiceDefinition } from './definition.ts';
export { healthHandler, type HealthCheck } from './health-handler.ts';
export { restReply } from './rest-reply.ts';
export { PROCESS_SETTINGS, processEnvironment, type ProcessSettings } from './settings.ts';
export { READINESS, Readiness, type ReadinessCheck } from './readiness.ts';
export { startServices, type RunningServices, type StartOptions } from './start-services.ts';
export { runService } from './run-service.ts';
