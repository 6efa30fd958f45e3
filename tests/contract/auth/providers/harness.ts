import { identityProviders } from '@parlance/app-settings';
import { Outbound } from '@parlance/outbound';
import { Credentials, KeySets, type VerifiedAccount, verifyCredentials } from '../../../../apps/auth/src/providers/index.ts';

export const NOW = new Date('2026-06-01T12:00:00Z');
export const seconds = (offset: number) => Math.floor(NOW.getTime() / 1_000) + offset;

/** The providers of one process, allowed to call this host. */
export class Providers {
  readonly outbound = new Outbound({ allowedAddresses: ['127.0.0.1'] });
  readonly keys = new KeySets(this.outbound);
  now = NOW;

  /** @param auth the app's setting, as it would be declared */
  verify(provider: string, auth: unknown, data: unknown, enableAnonymousUsers = true): Promise<VerifiedAccount> {
    const settings = { auth: identityProviders.parse(auth), enableAnonymousUsers };
    return verifyCredentials(new Credentials(provider, data), settings, { outbound: this.outbound, keys: this.keys, now: this.now });
  }
}

/** The code that a verification is refused with; fails when it is not refused. */
export async function refusal(verification: Promise<unknown>): Promise<number> {
  return verification.then(
    () => {
      throw new Error('The credentials were accepted.');
    },
    (error: { code?: number; stack?: string }) => {
      if (error.code === undefined) throw new Error(`Not a Parse error: ${error.stack}`);
      return error.code;
    },
  );
}
