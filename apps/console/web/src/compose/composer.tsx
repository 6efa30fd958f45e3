import { useEffect, useRef, useState } from 'react';
import { Button, Group, Stack, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { t } from '../texts/index.ts';
import classes from './compose.module.css';
import { whensOf } from './request.ts';
import { AudienceStep } from './step-audience.tsx';
import { ExpiryStep } from './step-expiry.tsx';
import { MessageStep } from './step-message.tsx';
import { StepNav } from './step-nav.tsx';
import { PreviewStep } from './step-preview.tsx';
import { ReviewStep } from './step-review.tsx';
import { TestStep } from './step-test.tsx';
import { TimeStep } from './step-time.tsx';
import { stepAfter, stepBefore, type Step } from './steps.ts';
import { Summary } from './summary.tsx';
import { useComposing } from './use-composing.ts';

const route = getRouteApi('/inside/apps/$app/push/new');
const BODIES = {
  audience: AudienceStep,
  test: TestStep,
  time: TimeStep,
  expiry: ExpiryStep,
  message: MessageStep,
  preview: PreviewStep,
} as const;

/** One step at a time, with the push as it stands beside it. */
export function Composer({ app, onSent }: { app: string; onSent: (sent: { id: string; isScheduled: boolean }) => void }) {
  const { step } = route.useSearch();
  const navigate = route.useNavigate();
  const [visited, setVisited] = useState<ReadonlySet<Step>>(() => new Set());
  const { composing, forget } = useComposing(app, step, visited);
  const heading = useFocusOn(step);
  const go = (next: Step) => {
    setVisited((old) => new Set([...old, step]));
    void navigate({ search: { step: next } });
  };
  const advance = () => {
    const isComplete = !composing.problems.some((problem) => problem.step === step);
    const next = stepAfter(step);
    if (isComplete && next !== undefined) go(next);
    else setVisited((old) => new Set([...old, step]));
  };
  const startAnew = () => {
    forget();
    setVisited(new Set());
    void navigate({ search: { step: 'audience' } });
  };
  const sent = (id: string) => {
    const isScheduled = whensOf(composing.draft).some(({ kind }) => kind !== 'now');
    startAnew();
    onSent({ id, isScheduled });
  };
  const before = stepBefore(step);
  const Body = step === 'review' ? undefined : BODIES[step];
  return (
    <Stack>
      <StepNav step={step} visited={visited} problems={composing.problems} onGo={go} />
      <div className={classes.layout}>
        <Stack>
          <Title order={2} size="h4" ref={heading} tabIndex={-1}>
            {t.compose.steps[step]}
          </Title>
          {Body === undefined ? <ReviewStep {...composing} onGo={go} onSent={sent} /> : <Body {...composing} />}
          <Group justify="space-between">
            <Button variant="subtle" color="gray" onClick={startAnew}>
              {t.compose.anew}
            </Button>
            <Group gap="xs">
              {before !== undefined && (
                <Button variant="default" onClick={() => go(before)}>
                  {t.compose.back}
                </Button>
              )}
              {stepAfter(step) !== undefined && <Button onClick={advance}>{t.compose.next}</Button>}
            </Group>
          </Group>
        </Stack>
        <Summary {...composing} />
      </div>
    </Stack>
  );
}

/** Focus follows to the heading of a new step, so that people who cannot see it hear where they are. */
function useFocusOn(step: Step) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return heading;
}
