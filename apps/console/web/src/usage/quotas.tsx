import { Group, Progress, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { bytesText } from '../parts/bytes.ts';
import { ButtonLink } from '../parts/links.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { useMay } from '../session/session.ts';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';

type Quota = ReplyOf<'usage/quotas'>['quotas'][number];
const COLOURS = { ok: 'green', soft: 'yellow', hard: 'red' } as const;
const FRESH_MS = 10_000;
const FULL = 100;

/** Limits of an app with their use, and the way to change them. */
export function Quotas({ app }: { app: string }) {
  const may = useMay();
  const query = useQuery({
    queryKey: ['usage', app, 'quotas'],
    queryFn: async ({ signal }) => (await call('usage/quotas', { app }, signal)).quotas,
    refetchInterval: FRESH_MS,
  });
  const { quota, used, soft, hard, share, state } = t.usage;
  return (
    <Loaded query={query}>
      {(quotas) => (
        <>
          <TableOf label={t.usage.quotas} head={[quota, used, soft, hard, share, state]} minWidth={760}>
            {quotas.map((one) => (
              <QuotaRow key={one.name} quota={one} />
            ))}
          </TableOf>
          <Group gap="xs">
            <Text size="sm">{t.usage.whoMay}</Text>
            {may('settings:read') && (
              <ButtonLink size="compact-sm" variant="default" to="/apps/$app/settings" params={{ app }} search={{ find: 'quotas' }}>
                {t.usage.change}
              </ButtonLink>
            )}
          </Group>
        </>
      )}
    </Loaded>
  );
}

function QuotaRow({ quota: { name, used, soft, hard, percent, state } }: { quota: Quota }) {
  const amount = (value: number | null, none: string): string => {
    if (value === null) return none;
    return /bytes/i.test(name) ? bytesText(value) : number(value);
  };
  return (
    <Table.Tr data-quota={name}>
      <Table.Td className="mono">{name}</Table.Td>
      <Table.Td>{amount(used, t.usage.notCounted)}</Table.Td>
      <Table.Td>{amount(soft, t.usage.noLimit)}</Table.Td>
      <Table.Td>{amount(hard, t.usage.noLimit)}</Table.Td>
      <Table.Td>
        {percent !== null && (
          <Group gap="xs" wrap="nowrap">
            <Progress value={Math.min(percent, FULL)} color={COLOURS[state]} w={120} aria-label={t.usage.shareOf(name)} />
            <Text size="sm">{`${Math.round(percent)} %`}</Text>
          </Group>
        )}
      </Table.Td>
      <Table.Td>
        <StateBadge text={t.usage.states[state]} colour={COLOURS[state]} />
      </Table.Td>
    </Table.Tr>
  );
}
