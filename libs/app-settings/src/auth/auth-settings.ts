import { owned } from '../owned.ts';
import { accountSettings } from './account-settings.ts';
import { identityProviders } from './identity-providers.ts';
import { mailSettings } from './mail-settings.ts';

/** Settings that `auth` owns: accounts and passwords, mails, and the services that users log in with. */
export const authSettings = owned(
  { ...accountSettings, ...mailSettings, auth: identityProviders },
  { publicServerURL: ['gateway'] }, // forms on the pages lead to the same address as the links in mails
);
