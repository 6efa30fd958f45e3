import { randomBytes } from 'node:crypto';

/** Tokens that are still good are never dropped before this many. */
const TOKENS_MAX = 10_000;

/** Bearer tokens that a token endpoint gave out, and the subject of each. */
export class AccessTokens {
  private readonly issued = new Map<string, { readonly subject: string; readonly expiresAt: number }>();

  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  issue(subject: string, expiresInSeconds: number): string {
    const token = `sim.${randomBytes(24).toString('base64url')}`;
    this.issued.set(token, { subject, expiresAt: this.now() + expiresInSeconds * 1_000 });
    for (const oldest of this.issued.keys()) {
      if (this.issued.size <= TOKENS_MAX) break;
      this.issued.delete(oldest);
    }
    return token;
  }

  /** @returns the subject of the token in that header; undefined for none, an unknown or an expired one */
  subjectOf(authorization: string | undefined): string | undefined {
    const token = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const known = token === undefined ? undefined : this.issued.get(token);
    return known !== undefined && this.now() < known.expiresAt ? known.subject : undefined;
  }
}
