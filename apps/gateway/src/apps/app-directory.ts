import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { compileApp, type App } from './app.ts';

const APPS_MAX = 10_000;
const FRESH_MS = 5_000;

/** The apps that exist, as this gateway last heard of them, made ready for requests. */
export class AppDirectory extends RegistryCopy<config.AppForGateway, App> {
  constructor(bus: Bus) {
    super(bus, { operation: config.appForGateway, compile: compileApp, entriesMax: APPS_MAX, ttlMs: FRESH_MS });
  }
}
