import type { Bus } from '@parlance/bus';
import { config, data, type RequestContext } from '@parlance/contracts';
import { isObject } from '@parlance/values';
import { HOOKS_FILE, PARAMETERS_FILE } from '../app-parts.ts';
import { sorted } from './schema-line.ts';

/** A file that is made at once: its rows, as lines. */
export interface SmallPart {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The parameters and webhooks of an app; a file without a row is left out. */
export async function smallParts(bus: Bus, context: () => RequestContext): Promise<readonly SmallPart[]> {
  const parts = [
    { name: PARAMETERS_FILE, lines: await parameterLines(bus, context()) },
    { name: HOOKS_FILE, lines: await hookLines(bus, context()) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

async function parameterLines(bus: Bus, context: RequestContext): Promise<readonly string[]> {
  const { forMaster } = await bus.call(config.parametersOf, {}, context);
  const { params = {}, masterKeyOnly = {}, conditions } = JSON.parse(forMaster) as Readonly<Record<string, unknown>>;
  if (!isObject(params) || Object.keys(params).length === 0) return [];
  return [JSON.stringify(sorted(withoutAddresses({ params, masterKeyOnly, ...(conditions === undefined ? {} : { conditions }) }), 2))];
}

/** Files are named without an address, as those of objects are. */
function withoutAddresses(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAddresses);
  if (!isObject(value)) return value;
  const { url, ...others } = value;
  const members = value['__type'] === 'File' || url === undefined ? others : value;
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withoutAddresses(member)]));
}

async function hookLines(bus: Bus, context: RequestContext): Promise<readonly string[]> {
  const { hooks } = await bus.call(data.listHooks, {}, context);
  return hooks.filter(isSafe).map((hook) => JSON.stringify(sorted(hook, 1)));
}

/** Another server may have stored an address with a password. Nobody here calls it. */
function isSafe({ url }: data.Hook): boolean {
  const address = URL.parse(url);
  return address !== null && address.username === '' && address.password === '';
}
