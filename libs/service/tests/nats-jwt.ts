import { nkeys } from '@nats-io/transport-node';

const NOTHING = { subs: -1, data: -1, payload: -1 };

/** One token of NATS: a claim about a key, signed by the key above it. */
function token(issuer: ReturnType<typeof nkeys.createUser>, subject: string, nats: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = { jti: subject, iat: Math.floor(Date.now() / 1_000), iss: issuer.getPublicKey(), name: 'test', sub: subject, nats };
  const signed = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part(body)}`;
  return `${signed}.${Buffer.from(issuer.sign(Buffer.from(signed))).toString('base64url')}`;
}

/** A user of an account of an operator, as nsc makes them: the server's settings, and the file of credentials. Source: NATS, "JWT". */
export function natsCredentials(): { readonly settings: string; readonly file: string } {
  const [operator, account, user] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createUser()];
  const limits = { ...NOTHING, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const accountToken = token(operator, account.getPublicKey(), { limits, type: 'account', version: 2 });
  const userToken = token(account, user.getPublicKey(), { pub: {}, sub: {}, ...NOTHING, type: 'user', version: 2 });
  const operatorToken = token(operator, operator.getPublicKey(), { type: 'operator', version: 2 });
  const seed = Buffer.from(user.getSeed()).toString();
  return {
    settings: `operator: ${operatorToken}\nresolver: MEMORY\nresolver_preload: { ${account.getPublicKey()}: ${accountToken} }`,
    file:
      `-----BEGIN NATS USER JWT-----\n${userToken}\n------END NATS USER JWT------\n\n` +
      `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  };
}
