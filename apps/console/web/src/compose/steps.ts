/** The steps of a push, in their order; each is an address of its own. */
export const STEPS = ['audience', 'test', 'time', 'expiry', 'message', 'preview', 'review'] as const;
export type Step = (typeof STEPS)[number];

export const isStep = (word: unknown): word is Step => STEPS.some((step) => step === word);
export const stepAfter = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) + 1];
export const stepBefore = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) - 1];
