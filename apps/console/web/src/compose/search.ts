import * as z from 'zod/mini';
import { STEPS } from './steps.ts';

/** The step that the composer shows. */
export const composeSearch = z.object({ step: z.catch(z._default(z.enum(STEPS), 'audience'), 'audience') });
