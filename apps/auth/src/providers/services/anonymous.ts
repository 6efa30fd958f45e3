import type { AuthProvider } from '../auth-provider.ts';

/** Users without credentials: `{id}`, the secret of the account. Devices of today make a UUID; users of old have ids of any form. */
export const anonymous: AuthProvider<true> = {
  settingsOf: () => true,
  async verify(credentials) {
    const id = credentials.id();
    return { id, data: { id } };
  },
};
