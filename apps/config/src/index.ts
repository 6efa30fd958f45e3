export { ConfigModule } from './config.module.ts';
export { CONFIG_SETTINGS, type ConfigSettings } from './settings.ts';
