import { Button } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import classes from './compose.module.css';
import type { Problem } from './problems.ts';
import { STEPS, type Step } from './steps.ts';

interface Props {
  readonly step: Step;
  readonly visited: ReadonlySet<Step>;
  readonly problems: readonly Problem[];
  readonly onGo: (step: Step) => void;
}

/** The steps, each of which can be gone to at any time. A check marks those that are visited and complete. */
export function StepNav({ step, visited, problems, onGo }: Props) {
  return (
    <nav aria-label={t.compose.steps.label}>
      <ol className={classes.steps}>
        {STEPS.map((each, at) => {
          const isDone = visited.has(each) && each !== 'review' && !problems.some((problem) => problem.step === each);
          return (
            <li key={each}>
              <Button
                size="compact-sm"
                variant={each === step ? 'filled' : 'default'}
                aria-current={each === step ? 'step' : undefined}
                leftSection={isDone ? <Icon name="check" size={13} /> : undefined}
                onClick={() => onGo(each)}
              >
                {`${at + 1}. ${t.compose.steps[each]}`}
              </Button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
