import { Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { DueTime } from './due-time.tsx';
import { PlainTable } from './plain-table.tsx';
import type { FullPush } from './queries.ts';
import { Section } from './section.tsx';
import { StateBadge } from './state-badge.tsx';
import { TargetTable } from './target-table.tsx';

/** The push as it was asked for: to whom, when and what. */
export function Sent({ push: { query, payload, waves } }: { push: FullPush }) {
  return (
    <>
      <Section title={t.push.audience}>
        <TargetTable query={query} />
      </Section>
      {waves.length > 1 && (
        <Section title={t.push.waves}>
          <PlainTable
            label={t.push.waves}
            columns={[{ label: t.push.due }, { label: t.push.zones, isNumber: true }, { label: t.push.state }]}
            rows={waves.map(({ dueAt, zones, state }) => ({
              key: dueAt,
              cells: [
                <DueTime key="due" at={dueAt} />,
                zones === 0 ? t.push.allZones : number(zones),
                <StateBadge key="state" state={state} />,
              ],
            }))}
          />
        </Section>
      )}
      {payload !== undefined && (
        <Section title={t.push.message}>
          <Text className="mono" size="sm">
            {payload}
          </Text>
        </Section>
      )}
    </>
  );
}
