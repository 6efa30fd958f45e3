import { rightsOf, type AdminCaller } from '@parlance/admin-operations';
import { ParseError } from '@parlance/errors';
import type { DeploymentTokens } from './deployment-tokens.ts';
import type { TokenDirectory } from './token-directory.ts';

/** The callers' proof, as a door received it. */
export interface Credentials {
  /** Value of `Authorization`; undefined where it was missing. */
  readonly authorization: string | undefined;
  /** Address of the client, where the door knows it. */
  readonly address: string | undefined;
  /** Set by the door for the console alone, which takes sessions of administrators and no other token. */
  readonly isConsole?: boolean;
}

const BEARER = /^Bearer +(\S{1,512})$/i;

/** Knows callers by their tokens. */
export class Callers {
  readonly #deployment: DeploymentTokens;
  readonly #tokens: Pick<TokenDirectory, 'find' | 'findSession'>;

  constructor(deployment: DeploymentTokens, tokens: Pick<TokenDirectory, 'find' | 'findSession'>) {
    this.#deployment = deployment;
    this.#tokens = tokens;
  }

  /**
   * @param time a request is counted the first time that its caller is identified
   * @throws ParseError MissingApiKey without a token, InvalidApiKey with one that is nobody's; errors of `TokenDirectory.find`
   */
  async identify({ authorization, address, isConsole = false }: Credentials, time: 'first' | 'again' = 'first'): Promise<AdminCaller> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (token === undefined)
      throw new ParseError('MissingApiKey', 'A token is needed: send the header field "Authorization: Bearer TOKEN".');
    if (isConsole) return this.#signedIn(token, address);
    const caller = this.#deployment.find(token) ?? (await this.#tokens.find(token, address, time));
    if (caller === undefined) throw new ParseError('InvalidApiKey', 'This token is not valid.');
    return { ...caller, address };
  }

  async #signedIn(session: string, address: string | undefined): Promise<AdminCaller> {
    const found = await this.#tokens.findSession(session, address);
    if (found === undefined) throw new ParseError('InvalidApiKey', 'You are signed out.');
    const { administrator } = found;
    return { kind: 'administrator', id: administrator.id, name: administrator.name, ...rightsOf(administrator), address };
  }
}
