export { DEFINITIONS, servicesNamed } from './services.ts';
export { STANDALONE_SETTINGS } from './settings.ts';
