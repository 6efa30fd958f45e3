export { DataModule } from './data.module.ts';
export { DATA_SETTINGS, type DataSettings } from './settings.ts';
