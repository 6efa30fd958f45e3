import { useEffect, useMemo, useState } from 'react';
import type { Composing } from './composing.ts';
import type { Draft } from './draft.ts';
import { problemsOf } from './problems.ts';
import type { Step } from './steps.ts';
import { useEstimate, useSavedAudiences, whereOf } from './use-audience.ts';
import { useDraft } from './use-draft.ts';

const NONE: Composing['saved'] = [];
const TICK_MS = 15_000;

/** The draft of an app with all that is known about it. @param visited steps whose problems are shown */
export function useComposing(app: string, step: Step, visited: ReadonlySet<Step>) {
  const [stored, change, forget] = useDraft(app);
  const { data: saved = NONE, isSuccess, error: savedError } = useSavedAudiences(app);
  const draft = useMemo(() => (isSuccess ? withKnownAudience(stored, saved) : stored), [stored, saved, isSuccess]);
  const where = useMemo(() => whereOf(draft.audience, saved), [draft.audience, saved]);
  const estimated = useEstimate(app, where);
  const now = useNow();
  const problems = problemsOf(draft, { devices: estimated.data?.estimate, now });
  const isShown = (of: Step) => visited.has(of) || of === 'audience';
  const composing: Composing = {
    app,
    draft,
    change,
    estimate: estimated.data,
    estimateError: estimated.error,
    where,
    saved,
    savedError,
    problems,
    problemAt: (field) => problems.find((problem) => problem.step === step && isShown(problem.step) && problem.field === field)?.text,
  };
  return { composing, forget };
}

/** Somebody may have deleted the saved audience since it was chosen. */
function withKnownAudience(draft: Draft, saved: Composing['saved']): Draft {
  const { audience } = draft;
  if (audience.kind !== 'saved' || saved.some(({ id }) => id === audience.saved)) return draft;
  return { ...draft, audience: { ...audience, saved: '' } };
}

/** The time, so that one which has passed meanwhile is noticed. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
