import type { Parlance } from '@parlance/testing';
import { loadSdk, type ParseSdk } from '../../tools/demo/sdk.ts';

export { loadSdk, type ParseSdk } from '../../tools/demo/sdk.ts';

export interface SdkUse {
  /** Id of the app; the first one when absent. */
  readonly app?: string;
  /** Gives the SDK the master key too, which it then uses where it is told to. */
  readonly masterKey?: boolean;
  /** Lets the SDK remember a user, as it does on a device. */
  readonly currentUser?: boolean;
}

/** Points a copy of the JS SDK at a deployment, with the JavaScript key of one of its apps. */
export function connectSdk(Parse: ParseSdk, parlance: Parlance, { app, masterKey = false, currentUser = false }: SdkUse = {}): void {
  const { id, keys } = parlance.app(app);
  Parse.initialize(id, keys.javascript, masterKey ? keys.master : undefined);
  Parse.serverURL = parlance.url;
  if (currentUser) Parse.User.enableUnsafeCurrentUser();
}

/** A copy of the JS SDK of its own, pointed at a deployment that runs. */
export function sdkOf(parlance: Parlance, use: SdkUse = {}): ParseSdk {
  const Parse = loadSdk();
  connectSdk(Parse, parlance, use);
  return Parse;
}

/** The code of the error that work ends with, or the error itself when it has none; 'no error' when the work succeeds. */
export function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error as { readonly code?: unknown }).code ?? error,
  );
}
