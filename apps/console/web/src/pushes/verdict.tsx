import { Text } from '@mantine/core';
import { localTime } from '../parts/local-time.ts';
import { t } from '../texts/index.ts';
import type { Report } from './queries.ts';
import { Section } from './section.tsx';
import { verdictOf } from './verdict.ts';

/** The result in sentences; screen readers hear of its changes. */
export function Verdict({ report }: { report: Report }) {
  const [first, ...more] = verdictOf(report, localTime);
  return (
    <Section title={t.push.experiment.result}>
      <div aria-live="polite">
        <Text fw={600}>{first}</Text>
        {more.map((sentence) => (
          <Text key={sentence}>{sentence}</Text>
        ))}
      </div>
    </Section>
  );
}
