import type { data } from '@parlance/contracts';

/** The webhooks of one app. @throws everywhere RequestTimeout (124), ServiceUnavailable (2) */
export interface HookStore {
  list(timeMsMax: number): Promise<readonly data.Hook[]>;

  /** @returns false where there is one already: nothing was stored then */
  add(hook: data.Hook): Promise<boolean>;

  /** @returns false where there is none: nothing was stored then */
  replace(hook: data.Hook): Promise<boolean>;

  /** @returns false where there is none */
  remove(key: data.HookKey): Promise<boolean>;
}
