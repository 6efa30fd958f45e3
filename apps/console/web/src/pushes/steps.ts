export type Step = 'pause' | 'resume' | 'cancel' | 'remove';

/** The steps that a push can take in a state. @param begun whether something of it was handed over */
export function stepsOf(state: string, begun: boolean): readonly Step[] {
  switch (state) {
    case 'pending':
      return ['cancel'];
    case 'scheduled':
      return ['pause', 'cancel', 'remove'];
    case 'running':
      return ['pause', 'cancel'];
    case 'paused':
      return begun ? ['resume', 'cancel'] : ['resume', 'cancel', 'remove'];
    default:
      return [];
  }
}

/** The state by which an experiment is controlled as a whole: that of a version that can still take a step. */
export const controlledState = (versions: readonly { readonly state: string }[]): string =>
  ['paused', 'running', 'pending', 'scheduled'].find((state) => versions.some((version) => version.state === state)) ?? 'succeeded';
