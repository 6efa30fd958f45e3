import { Progress, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { Figures, type Figure } from './figures.tsx';
import { rateOf } from './rate.ts';
import type { FullPush } from './queries.ts';
import { Section } from './section.tsx';

/** How far a push has come, and how its devices fared. */
export function Counts({ push }: { push: FullPush }) {
  const { targeted = 0, sent, failed, unknown = 0, skipped = 0, opened = 0, state } = push;
  const settled = sent + failed + unknown + skipped;
  const isUnderWay = ['running', 'paused', 'canceling'].includes(state);
  // A version of an experiment is planned for the whole audience, and is for a part of it.
  const waves = push.experiment === undefined ? push.waves : [];
  const estimate = waves.reduce((sum, wave) => sum + (wave.estimate ?? 0), 0);
  const figures: readonly Figure[] = [
    ...(estimate > 0 ? [{ label: t.push.estimate, value: number(estimate), hint: t.push.estimateHint }] : []),
    { label: t.push.targeted, value: number(targeted) },
    { label: t.push.sent, value: number(sent) },
    { label: t.push.failed, value: number(failed) },
    { label: t.push.skipped, value: number(skipped) },
    ...(unknown > 0 ? [{ label: t.push.unknown, value: number(unknown) }] : []),
    { label: t.push.opened, value: number(opened) },
    { label: t.push.openRate, value: t.push.percent(rateOf(opened, sent)) },
  ];
  return (
    <Section title={t.push.facts}>
      {isUnderWay && (
        <>
          <Progress value={(push.progress ?? 0) * 100} aria-label={t.push.progress} />
          <Text size="sm">{t.push.progressOf(settled, Math.max(targeted, estimate))}</Text>
        </>
      )}
      <Figures figures={figures} />
    </Section>
  );
}
