import { randomUUID } from 'node:crypto';
import { administrators } from '@parlance/admin-operations';
import { ADMINISTRATOR_USER, SERVICE_NAMES } from '@parlance/contracts';
import { connectByNats, secretIn } from '../../cli/nats-transport.ts';
import { freePortFrom } from '../ports.ts';
import type { ProvisionedServer } from '../provision.ts';
import type { StartOptions } from './options.ts';
import { localAddress } from './services.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const CONSOLE: (typeof SERVICE_NAMES)[number] = 'console';
const PREFERRED_PORT = 4040;
const ANSWER_MS = 10_000;

/** The console that was started. */
export interface StartedConsole {
  readonly url: string;
  /** Address by which the first administrator makes themselves; undefined where somebody can sign in already. */
  readonly firstRunUrl: string | undefined;
}

/** The port of the console: the environment's, or the first that is free. Undefined where it is not among the services to run. */
export async function consolePort({ PARLANCE_CONSOLE_PORT: given, PARLANCE_SERVICES: services }: Environment): Promise<number | undefined> {
  const runs = services === undefined || services.split(',').some((name) => name.trim() === CONSOLE);
  if (!runs) return undefined;
  return given === undefined || given === '' ? freePortFrom(PREFERRED_PORT) : Number(given);
}

/** The variables by which the console knows its own place, and that of the API. */
export function variablesOfConsole(port: number, options: StartOptions, environment: Environment): Readonly<Record<string, string>> {
  const parseUrl = environment.PARLANCE_CONSOLE_PARSE_URL || environment.PARLANCE_PUBLIC_URL || localAddress(options) + options.mount;
  return { PARLANCE_CONSOLE_PORT: String(port), PARLANCE_CONSOLE_PARSE_URL: parseUrl };
}

/** Asks the deployment that has started for its link, in the name of its owner. A console without a link is a console all the same. */
export async function startedConsole(
  port: number,
  servers: readonly ProvisionedServer[],
  environment: Environment,
): Promise<StartedConsole> {
  const host = environment.PARLANCE_CONSOLE_HOST ?? '127.0.0.1';
  const url = `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
  const link = await firstRunLink(servers, environment).catch(() => null);
  return { url, firstRunUrl: link === null ? undefined : `${url}/first-run#${link}` };
}

async function firstRunLink(servers: readonly ProvisionedServer[], environment: Environment): Promise<string | null> {
  const nats = servers.find(({ definition }) => definition.name === 'nats');
  const url = nats?.urlFor([ADMINISTRATOR_USER]) ?? nats?.url;
  const prefix = environment.PARLANCE_BUS_PREFIX || environment.PARLANCE_DEPLOYMENT;
  const { PARLANCE_ADMIN_TOKEN: given, PARLANCE_ADMIN_TOKEN_FILE: file } = environment;
  const [token = ''] = (given ?? (file === undefined ? '' : secretIn(file))).split(/[\s,]+/);
  if (url === undefined || prefix === undefined || token === '') return null;
  const transport = await connectByNats({ url, prefix, token });
  try {
    const options = { requestId: randomUUID(), timeoutMs: ANSWER_MS, signal: AbortSignal.timeout(ANSWER_MS) };
    const { link } = (await transport.call(administrators.makeFirstRunLink, {}, options)) as { link: string | null };
    return link;
  } finally {
    await transport.close();
  }
}
