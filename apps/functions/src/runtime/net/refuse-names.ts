import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

const ASKING = /^(?:lookup|lookupService|reverse|resolve\w*)$/;

type Ask = (...args: unknown[]) => unknown;
type Table = Record<string, unknown>;

/**
 * `dns` has no way out of the process, and needs none: names are resolved by the host, where it checks the address that it connects to. An
 * address that code had looked up by itself could be another one by then. Questions are refused at once, with words that say so, in place of a
 * wait for a server that cannot be reached.
 */
export function refuseNames(): void {
  for (const table of [dns, dns.Resolver.prototype]) replace(table as unknown as Table, byCallback);
  for (const table of [dns.promises, dns.promises.Resolver.prototype]) replace(table as unknown as Table, byPromise);
  syncBuiltinESMExports();
}

function replace(table: Table, refusing: (name: string, real: Ask) => Ask): void {
  const names = [...Object.keys(table), ...Object.getOwnPropertyNames(Object.getPrototypeOf(table) ?? {})];
  for (const name of new Set([...names, ...Object.getOwnPropertyNames(table)])) {
    const real = table[name];
    if (ASKING.test(name) && typeof real === 'function') table[name] = refusing(name, real as Ask);
  }
}

function byCallback(name: string, real: Ask): Ask {
  return function ask(this: unknown, ...args: unknown[]) {
    if (isAddress(name, args)) return real.apply(this, args);
    const callback = args.at(-1);
    if (typeof callback !== 'function') throw refusal(name, args);
    process.nextTick(callback, refusal(name, args));
    return {};
  };
}

function byPromise(name: string, real: Ask): Ask {
  return async function ask(this: unknown, ...args: unknown[]) {
    if (isAddress(name, args)) return real.apply(this, args);
    throw refusal(name, args);
  };
}

/** An address is its own answer: nobody is asked. */
function isAddress(name: string, [host]: readonly unknown[]): boolean {
  return name === 'lookup' && typeof host === 'string' && isIP(host) !== 0;
}

function refusal(name: string, [hostname]: readonly unknown[]): Error {
  const text = `dns.${name} does not work in code: connect by the name (fetch, http, net, tls), which is resolved where it is connected to.`;
  return Object.assign(new Error(text), { code: 'EACCES', syscall: name, hostname });
}
