import { ParseError } from '@parlance/errors';
import type { AppRecord } from '../registry/app-record.ts';

/** @throws InvalidApiKey (403) for an app that does not exist or is disabled since the gateway let the request pass */
export function existing(app: AppRecord | null): AppRecord {
  if (app?.enabled !== true) throw new ParseError('InvalidApiKey', 'unauthorized');
  return app;
}
