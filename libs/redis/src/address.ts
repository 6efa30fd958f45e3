import { readFileSync } from 'node:fs';

/** The files of an encrypted connection, as an address of Redis may name them in parameters. */
const FILES = { tlsCAFile: 'ca', tlsCertFile: 'cert', tlsKeyFile: 'key' } as const;

export interface RedisAddress {
  /** Without the parameters that are read here. */
  readonly address: string;
  /** The content of those files; undefined where the address names none. */
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer } | undefined;
}

/**
 * Reads `rediss://:password@host:6379/?tlsCAFile=/path&tlsCertFile=/path&tlsKeyFile=/path`.
 *
 * @throws Error for a file that cannot be read; the message names the file, and not the address
 */
export function readAddress(url: string): RedisAddress {
  const parsed = URL.parse(url);
  if (parsed === null) return { address: url, tls: undefined };
  const files = Object.entries(FILES).flatMap(([parameter, option]) => {
    const path = parsed.searchParams.get(parameter);
    parsed.searchParams.delete(parameter);
    return path === null ? [] : [[option, readFileSync(path)] as const];
  });
  return files.length === 0 ? { address: url, tls: undefined } : { address: parsed.href, tls: Object.fromEntries(files) };
}
