import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './credentials.ts';

/** Reads the X-Parse headers that name the caller. A header sent twice arrives joined by a comma, and so fits nothing. */
export function readHeaders(headers: IncomingHttpHeaders): Credentials {
  return {
    appId: text(headers['x-parse-application-id']),
    clientKey: text(headers['x-parse-client-key']),
    javascriptKey: text(headers['x-parse-javascript-key']),
    restKey: text(headers['x-parse-rest-api-key']),
    dotNetKey: text(headers['x-parse-windows-key']),
    masterKey: text(headers['x-parse-master-key']),
    maintenanceKey: text(headers['x-parse-maintenance-key']),
    sessionToken: text(headers['x-parse-session-token']),
    installationId: text(headers['x-parse-installation-id']),
    clientVersion: text(headers['x-parse-client-version']),
  };
}

export function text(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
