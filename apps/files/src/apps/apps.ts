import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { compileApp, type App, type OpenedFiles } from './app.ts';

const APPS_MAX = 10_000;
const FRESH_MS = 5_000;

export const OPEN_FILES = Symbol('opens the stores of apps');
/** Opens the stores that an app's files are in. */
export type OpenFiles = (app: config.AppForFiles) => OpenedFiles;

/** The apps that exist, as this process last heard of them, with their stores. */
export class Apps extends RegistryCopy<config.AppForFiles, App> {
  constructor(bus: Bus, open: OpenFiles) {
    const compile = (app: config.AppForFiles) => compileApp(app, open(app));
    super(bus, { operation: config.appForFiles, compile, entriesMax: APPS_MAX, ttlMs: FRESH_MS });
  }
}
