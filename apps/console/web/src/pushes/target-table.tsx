import { Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { PlainTable } from './plain-table.tsx';
import { conditionsOf } from './target.ts';

/** The conditions of a target in rows. */
export function TargetTable({ query }: { query: string | undefined }) {
  const conditions = conditionsOf(query);
  if (conditions.length === 0) return <Text>{t.push.everybody}</Text>;
  return (
    <PlainTable
      label={t.push.audience}
      columns={[{ label: t.push.field }, { label: t.push.constraint }, { label: t.push.value }]}
      rows={conditions.map(({ field, operator, value }) => ({
        key: `${field} ${operator}`,
        cells: [field, t.push.operators[operator] ?? operator, value],
      }))}
    />
  );
}
