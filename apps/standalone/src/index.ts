export { SERVICES, servicesNamed } from './services.ts';
export { SERVICE_NAMES, STANDALONE_SETTINGS, type ServiceName } from './settings.ts';
