import type { data } from '@parlance/contracts';

/** The things in the database of an app that keep the platform from doing its part, for the app's administrator. */
export interface DatabaseHealth {
  report(): Promise<data.AppHealth>;
}
