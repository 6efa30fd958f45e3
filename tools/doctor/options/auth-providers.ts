import { appSettings } from '@parlance/app-settings';
import { isObject, type UnknownObject } from '@parlance/values';
import type { Finding } from '../finding.ts';
import { FUNCTION_MARK, INSTANCE_MARK, type OldOptions } from './old-options.ts';

const SEE = 'docs/cloud-callbacks.md';
/** Services that Parse Server serves without an entry in its options. */
const ALWAYS_SERVED: readonly string[] = ['anonymous'];
const PROVIDER_NAME = /^[a-z][a-zA-Z0-9]{0,63}$/;

/** Names of the services that users of the old server log in with. */
export function providersIn(options: OldOptions): ReadonlySet<string> {
  const auth = options.object('auth') ?? {};
  const named = Object.entries(auth).filter(([, provider]) => !(isObject(provider) && provider['enabled'] === false));
  return new Set([...ALWAYS_SERVED, ...named.map(([name]) => name)]);
}

export interface JudgedProviders {
  readonly setting: UnknownObject;
  readonly findings: readonly Finding[];
}

/**
 * The option `auth` as the setting of that name. A service that Parlance knows keeps its options where they fit; any other becomes one that a
 * function of the app decides on, which has to be written: until then nobody logs in by it.
 */
export function judgeProviders(options: OldOptions): JudgedProviders {
  const setting: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const [name, provider] of Object.entries(options.object('auth') ?? {})) {
    const about = `auth.${name}`;
    if (isObject(provider) && provider['enabled'] === false && isKnown(name) === false) continue;
    if (isKnown(name)) {
      const fault = isModule(provider)
        ? 'A module of yours checks it at Parse Server, and Parlance has rules of its own.'
        : faultOf(name, provider);
      if (fault === undefined) setting[name] = provider;
      else findings.push({ id: 'auth-options', level: 'act', about, text: `The service is left out of the apps file: ${fault}` });
    } else if (PROVIDER_NAME.test(name)) {
      const asked = functionName(name);
      custom[name] = { function: asked, ...appIdsOf(provider) };
      const text = `A function of the app's Cloud Code, ${asked}, has to check this service: until it is written nobody logs in by it.`;
      findings.push({ id: 'auth-function', level: 'act', about, see: SEE, text });
    } else {
      const text = 'No service has such a name here: a letter begins it, and letters and digits follow. It is left out of the apps file.';
      findings.push({ id: 'auth-name', level: 'act', about, text });
    }
  }
  return { setting: { ...setting, ...(Object.keys(custom).length > 0 ? { custom } : {}) }, findings };
}

function functionName(provider: string): string {
  return `check${provider.charAt(0).toUpperCase()}${provider.slice(1)}`;
}

function appIdsOf(provider: unknown): object {
  return isObject(provider) && Array.isArray(provider['appIds']) ? { options: { appIds: provider['appIds'] as unknown } } : {};
}

function isModule(provider: unknown): boolean {
  return typeof provider === 'string' || (isObject(provider) && ['module', INSTANCE_MARK, FUNCTION_MARK].some((mark) => mark in provider));
}

/** The members `oidc` and `custom` of the setting are lists of services, and no services. */
function isKnown(name: string): boolean {
  if (name === 'oidc' || name === 'custom') return false;
  const probe = appSettings.shape.auth.safeParse({ [name]: {} });
  return probe.success || !probe.error.issues.some(({ code, path }) => code === 'unrecognized_keys' && path.length === 0);
}

function faultOf(name: string, provider: unknown): string | undefined {
  const probe = appSettings.shape.auth.safeParse({ [name]: provider });
  return probe.success ? undefined : probe.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join(' ');
}
