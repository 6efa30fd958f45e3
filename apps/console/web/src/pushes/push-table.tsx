import { Table, Text } from '@mantine/core';
import { LinkTo } from '../parts/links.tsx';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { DueTime } from './due-time.tsx';
import type { ListedPush } from './queries.ts';
import { StateBadge } from './state-badge.tsx';
import { conditionsOf } from './target.ts';

/** Pushes in rows. */
export function PushTable({ app, pushes }: { app: string; pushes: readonly ListedPush[] }) {
  return (
    <Table.ScrollContainer minWidth={760} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.push.name}</Table.Th>
            <Table.Th>{t.push.type}</Table.Th>
            <Table.Th>{t.push.target}</Table.Th>
            <Table.Th ta="end">{t.push.sent}</Table.Th>
            <Table.Th ta="end">{t.push.opened}</Table.Th>
            <Table.Th>{t.push.time}</Table.Th>
            <Table.Th>{t.push.state}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pushes.map((push) => (
            <Table.Tr key={push.id} data-push={push.id}>
              <Table.Td maw={280}>
                <LinkTo to="/apps/$app/push/$pushId" params={{ app, pushId: push.id }} lineClamp={2}>
                  {labelOf(push)}
                </LinkTo>
              </Table.Td>
              <Table.Td>
                <TypeOf app={app} push={push} />
              </Table.Td>
              <Table.Td>
                <Target query={push.query} />
              </Table.Td>
              <Table.Td ta="end">{number(push.sent)}</Table.Td>
              <Table.Td ta="end">{number(push.opened ?? 0)}</Table.Td>
              <Table.Td>
                <DueTime at={push.pushTime} />
              </Table.Td>
              <Table.Td>
                <StateBadge state={push.state} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** The name that the sender gave, or the text. */
export const labelOf = ({ title, alert }: Pick<ListedPush, 'title' | 'alert'>): string =>
  [title, alert].find((text) => text !== undefined && text !== '') ?? t.push.silent;

function TypeOf({ app, push: { type, experiment, variant } }: { app: string; push: ListedPush }) {
  if (experiment === undefined) return t.push.types[type];
  return (
    <>
      <LinkTo to="/apps/$app/push/experiments/$id" params={{ app, id: experiment }}>
        {t.push.types.experiment}
      </LinkTo>
      {variant !== undefined && `, ${t.push.version(variant)}`}
    </>
  );
}

function Target({ query }: { query: string | undefined }) {
  const conditions = conditionsOf(query);
  const [only] = conditions;
  if (only === undefined) return t.push.everybody;
  if (conditions.length > 1) return t.push.conditions(conditions.length);
  return <Text size="sm" lineClamp={1}>{`${only.field} ${t.push.operators[only.operator] ?? only.operator} ${only.value}`}</Text>;
}
