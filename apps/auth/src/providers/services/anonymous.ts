import type { AuthProvider } from '../auth-provider.ts';
import { notVerified } from '../refusals.ts';

const LOWERCASE_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Users without credentials: `{id}`, a UUID that their device made. It is the secret of the account, so it has to look like one. */
export const anonymous: AuthProvider<true> = {
  settingsOf: () => true,
  async verify(credentials) {
    const id = credentials.id();
    if (!LOWERCASE_UUID.test(id)) throw notVerified(credentials.provider, 'the id is not a lowercase UUID');
    return { id, data: { id } };
  },
};
