import type { IdentityProviders } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext, VerifiedAccount } from './auth-provider.ts';
import type { Credentials } from './credentials.ts';
import { anonymous } from './services/anonymous.ts';
import { apple } from './services/apple.ts';
import { facebook } from './services/facebook.ts';
import { github } from './services/github.ts';
import { google } from './services/google.ts';
import { linkedin } from './services/linkedin.ts';
import { microsoft } from './services/microsoft.ts';
import { oidc } from './services/oidc.ts';
import { twitter } from './services/twitter.ts';

/** Verifies credentials of one service with the settings of one app. */
export type Verify = (credentials: Credentials, context: ProviderContext) => Promise<VerifiedAccount>;
type Bind = (auth: IdentityProviders) => Verify | undefined;

/** Every service by its name in `authData`. The one place to add a line to. */
const PROVIDERS: ReadonlyMap<string, Bind> = new Map([
  ['anonymous', bind(anonymous)],
  ['apple', bind(apple)],
  ['facebook', bind(facebook)],
  ['github', bind(github)],
  ['google', bind(google)],
  ['linkedin', bind(linkedin)],
  ['microsoft', bind(microsoft)],
  ['twitter', bind(twitter)],
]);

/** Undefined for a service that does not exist, that the app does not use, or that it switched off. */
export function providerOf(name: string, auth: IdentityProviders): Verify | undefined {
  return (PROVIDERS.get(name) ?? bind(oidc(name)))(auth);
}

function bind<Settings extends true | { readonly enabled: boolean }>(provider: AuthProvider<Settings>): Bind {
  return (auth) => {
    const settings = provider.settingsOf(auth);
    if (settings === undefined || (settings !== true && !settings.enabled)) return undefined;
    return (credentials, context) => provider.verify(credentials, settings, context);
  };
}
