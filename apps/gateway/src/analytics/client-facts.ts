import type { IncomingHttpHeaders } from 'node:http';
import type { analytics } from '@parlance/contracts';
import { text } from '../envelope/read-headers.ts';

/** The sender of a request as far as statistics are interested in it. */
export interface Sender {
  readonly headers: IncomingHttpHeaders;
  /** `js8.6.2`, from the header field or the envelope in the body. */
  readonly clientVersion: string | undefined;
  /** X-Parse-Request-Id, the same for repetitions of a request. */
  readonly repeatId: string | undefined;
}

/** Longer values are cut: they are counted by, and a client may send anything. */
const LENGTH_MAX = 50;
/** Letters, then a version: `js8.6.2`, `i1.19.3`, `a4.3.0`, `osx1.17`, `net-1.7.0`. */
const VERSION = /^([A-Za-z]{1,12})[-\s]?v?(\d.*)?$/;

/** SDK and device type by the letters in front of the version. */
const SDKS: ReadonlyMap<string, { readonly sdk: string; readonly deviceType?: string }> = new Map([
  ['i', { sdk: 'ios', deviceType: 'ios' }],
  ['ios', { sdk: 'ios', deviceType: 'ios' }],
  ['apple', { sdk: 'ios', deviceType: 'ios' }],
  ['o', { sdk: 'osx', deviceType: 'osx' }],
  ['osx', { sdk: 'osx', deviceType: 'osx' }],
  ['t', { sdk: 'tvos', deviceType: 'tvos' }],
  ['w', { sdk: 'watchos', deviceType: 'watchos' }],
  ['a', { sdk: 'android', deviceType: 'android' }],
  ['android', { sdk: 'android', deviceType: 'android' }],
  ['js', { sdk: 'js', deviceType: 'web' }],
  ['net', { sdk: 'dotnet', deviceType: 'dotnet' }],
  ['n', { sdk: 'dotnet', deviceType: 'dotnet' }],
  ['php', { sdk: 'php', deviceType: 'embedded' }],
]);

/** Reads SDK, versions and device type. A member that the client did not send is absent. */
export function clientFacts({ headers, clientVersion }: Sender): analytics.ClientFacts {
  const { sdk, sdkVersion, deviceType } = sdkOf(clientVersion);
  return {
    ...(sdk === undefined ? {} : { sdk }),
    ...(sdkVersion === undefined ? {} : { sdkVersion }),
    ...(deviceType === undefined ? {} : { deviceType }),
    ...named('osVersion', headers['x-parse-os-version']),
    ...named('appVersion', headers['x-parse-app-display-version']),
    ...named('appBuild', headers['x-parse-app-build-version']),
  };
}

/** @returns an SDK that is not known under the letters of its own */
export function sdkOf(clientVersion: string | undefined): Pick<analytics.ClientFacts, 'sdk' | 'sdkVersion' | 'deviceType'> {
  const [, letters, version] = VERSION.exec(clientVersion?.slice(0, LENGTH_MAX) ?? '') ?? [];
  if (letters === undefined) return {};
  const known = SDKS.get(letters.toLowerCase()) ?? { sdk: letters.toLowerCase() };
  return version === undefined ? known : { ...known, sdkVersion: version };
}

function named<Name extends string>(name: Name, value: string | string[] | undefined): { readonly [N in Name]?: string } {
  const given = text(value);
  return (given === undefined ? {} : { [name]: given.toWellFormed().slice(0, LENGTH_MAX) }) as { readonly [N in Name]?: string };
}
