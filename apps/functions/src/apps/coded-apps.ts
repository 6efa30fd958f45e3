import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';

const APPS_MAX = 10_000;
const TTL_MS = 60_000;

/** The apps with their code, as this process last heard of them. */
export class CodedApps extends RegistryCopy<config.AppForFunctions, config.AppForFunctions> {
  constructor(bus: Bus) {
    super(bus, { operation: config.appForFunctions, compile: (app) => app, entriesMax: APPS_MAX, ttlMs: TTL_MS });
  }
}
