import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SCOPES, type AdminCaller } from '@parlance/admin-operations';

const LENGTH_MIN = 32;

/** Tokens of the deployment's owner, as its environment names them. Only digests are kept. */
export class DeploymentTokens {
  readonly #digests: readonly Buffer[];

  /** @throws Error that names the variable which is wrong, and never a token */
  constructor(tokens: string | undefined, file: string | undefined) {
    if (tokens !== undefined && file !== undefined) throw new Error('Set PARLANCE_ADMIN_TOKEN or PARLANCE_ADMIN_TOKEN_FILE, not both.');
    const words = (tokens ?? (file === undefined ? '' : readTokens(file))).split(/[\s,]+/).filter((word) => word !== '');
    if (words.some(({ length }) => length < LENGTH_MIN)) {
      throw new Error(`PARLANCE_ADMIN_TOKEN: a token has ${LENGTH_MIN} characters at least. \`openssl rand -base64 32\` makes one.`);
    }
    this.#digests = words.map(digestOf);
  }

  /** The holder of the token. All digests are compared, each in constant time. */
  find(token: string): AdminCaller | undefined {
    const digest = digestOf(token);
    let found = false;
    for (const known of this.#digests) found = timingSafeEqual(known, digest) || found;
    return found ? { kind: 'token', id: 'deployment', name: 'PARLANCE_ADMIN_TOKEN', scopes: SCOPES, apps: 'all' } : undefined;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function readTokens(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`PARLANCE_ADMIN_TOKEN_FILE (${file}) cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
