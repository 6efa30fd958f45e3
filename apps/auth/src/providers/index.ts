/** Services that users log in with: a user's account there, proven at every use. */
export { type AuthDataRequest, type AuthSettingsOfApp, readAuthData, verifyCredentials } from './auth-data.ts';
export type { AuthProvider, ProviderContext, VerifiedAccount } from './auth-provider.ts';
export { Credentials } from './credentials.ts';
export {
  customProviderOf,
  proofBy,
  readStepAnswer,
  repeatsStored,
  stepOf,
  unchangedSinceCheck,
  type Proof,
  type StepAnswer,
} from './custom-providers.ts';
export { KeySets } from './key-sets.ts';
export { unsupported } from './refusals.ts';
