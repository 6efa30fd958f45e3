import type { functions } from '@parlance/contracts';

/** The words between services and triggers, as libs/contracts has them; types alone. */
export type TriggerInput = functions.TriggerInput;
export type TriggerOutcome = functions.TriggerOutcome;
export type FileInput = functions.FileInput;
export type FileOutcome = functions.FileOutcome;
