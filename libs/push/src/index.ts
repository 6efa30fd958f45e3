export type { Clock } from './clock.ts';
export { PROVIDER_NAMES, type Message, type Outcome, type ProviderName, type PushProvider } from './provider.ts';
export type { Target } from './target.ts';
