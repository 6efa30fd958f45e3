import { Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { PlainTable } from './plain-table.tsx';
import type { FullPush } from './queries.ts';
import { Section } from './section.tsx';

/** Deliveries by device type, and those that did not come about by their cause. */
export function Deliveries({ push: { sentPerType = {}, failedPerType = {}, failures, skippedFor } }: { push: FullPush }) {
  const types = [...new Set([...Object.keys(sentPerType), ...Object.keys(failedPerType)])].sort();
  const reasons = Object.entries(skippedFor).filter(([, count]) => count > 0);
  return (
    <>
      <Section title={t.push.perType}>
        {types.length === 0 ? (
          <Text c="dimmed">{t.push.noDeliveries}</Text>
        ) : (
          <PlainTable
            label={t.push.perType}
            columns={[{ label: t.push.deviceType }, { label: t.push.sent, isNumber: true }, { label: t.push.failed, isNumber: true }]}
            rows={types.map((type) => ({ key: type, cells: [type, number(sentPerType[type] ?? 0), number(failedPerType[type] ?? 0)] }))}
          />
        )}
      </Section>
      <Section title={t.push.errors}>
        {failures.length === 0 ? (
          <Text c="dimmed">{t.push.noErrors}</Text>
        ) : (
          <PlainTable
            label={t.push.errors}
            columns={[{ label: t.push.cause }, { label: t.push.meaning }, { label: t.push.count, isNumber: true }]}
            rows={failures.map(({ cause, text, count }) => ({ key: cause, cells: [cause, text, number(count)] }))}
          />
        )}
      </Section>
      {reasons.length > 0 && (
        <Section title={t.push.skippedFor}>
          <PlainTable
            label={t.push.skippedFor}
            columns={[{ label: t.push.reason }, { label: t.push.count, isNumber: true }]}
            rows={reasons.map(([reason, count]) => ({ key: reason, cells: [reason, number(count)] }))}
          />
        </Section>
      )}
    </>
  );
}
