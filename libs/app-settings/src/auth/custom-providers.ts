import { z } from 'zod';
import { cloudFunction } from './cloud-function.ts';

/** The steps at which an app's function is asked about a service; the names are those of Parse Server's adapters. */
export const PROVIDER_STEPS = ['validateAuthData', 'validateSetUp', 'validateLogin', 'validateUpdate', 'afterFind', 'challenge'] as const;
export type ProviderStep = (typeof PROVIDER_STEPS)[number];

/** The steps that decide on credentials where `validateAuthData` does not decide on all of them. */
const APART = ['validateSetUp', 'validateLogin', 'validateUpdate'] as const;

/**
 * A service that the app's own code checks. `function` is asked at `validateAuthData`; `steps` names functions by step, and one function may
 * stand at several, since it is told the step. `options` are handed on as they are, and are no place for secrets: code has those itself.
 */
export const customProvider = z
  .object({
    enabled: z.boolean().default(true).describe('Off: the service is refused, accounts that users have linked stay.'),
    function: cloudFunction.shape.function.optional().describe('Asked at validateAuthData: at every sign-up, log-in and link.'),
    steps: z.partialRecord(z.enum(PROVIDER_STEPS), cloudFunction).default({}).describe('Functions by the steps of an adapter.'),
    policy: z
      .enum(['default', 'solo', 'additional'])
      .default('default')
      .describe('`additional`: asked for beside another proof by users who have it; `solo`: nothing else is asked for beside it.'),
    options: z.record(z.string().min(1).max(100), z.unknown()).default({}).describe('Handed to the functions, such as appIds.'),
  })
  .strict()
  .refine(
    ({ function: name, steps }) => name !== undefined || steps.validateAuthData !== undefined || APART.every((step) => steps[step]),
    'expected `function`, steps.validateAuthData, or all of steps.validateSetUp, steps.validateLogin and steps.validateUpdate',
  );
export type CustomProvider = z.infer<typeof customProvider>;

/** The function that is asked at a step; undefined where the service has none for it. */
export function functionAt({ function: name, steps }: CustomProvider, step: ProviderStep): string | undefined {
  return steps[step]?.function ?? (step === 'validateAuthData' ? name : undefined);
}
