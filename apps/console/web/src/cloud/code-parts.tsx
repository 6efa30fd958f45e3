import { useState } from 'react';
import { Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { LinkTo } from '../parts/links.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';

type Part = ReplyOf<'cloud/report'>['parts'][number];
const DAY = 24;
const FRESH_MS = 10_000;

/** Functions, triggers and jobs in force, with their figures and the last error of each. */
export function CodeParts({ app }: { app: string }) {
  const [hours, setHours] = useState(DAY);
  const query = useQuery({
    queryKey: ['cloud', app, 'report', hours],
    queryFn: ({ signal }) => call('cloud/report', { app, hours }, signal),
    refetchInterval: FRESH_MS,
  });
  return (
    <Stack gap="md">
      <NativeSelect
        label={t.codeParts.hours}
        maw={240}
        data={Object.entries(t.codeParts.spans).map(([value, label]) => ({ value, label }))}
        value={String(hours)}
        onChange={(event) => setHours(Number(event.currentTarget.value))}
      />
      <Loaded query={query}>
        {({ version, state, since, parts }) => (
          <>
            <Group gap="xs">
              {version !== null && (
                <Text size="sm" className="mono">
                  {t.codeParts.version(version)}
                </Text>
              )}
              <StateBadge text={t.codeParts.states[state]} colour={state === 'ready' ? 'green' : 'yellow'} />
              {state !== 'none' && (
                <Text size="sm" c="dimmed">
                  {t.codeParts.since} <Time iso={since} />
                </Text>
              )}
            </Group>
            {parts.length === 0 ? <Empty title={t.codeParts.none} next={t.codeParts.noneNext} /> : <Parts app={app} parts={parts} />}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

const msText = (ms: number | undefined): string => (ms === undefined ? '' : t.codeParts.ms(ms));

function Parts({ app, parts }: { app: string; parts: readonly Part[] }) {
  const { kind, calls, errors, timeouts, p50, p99, lastError } = t.codeParts;
  return (
    <TableOf label={t.codeParts.list} head={[t.cloud.name, kind, calls, errors, timeouts, p50, p99, lastError]} minWidth={900}>
      {parts.map((part) => (
        <Table.Tr key={`${part.kind} ${part.name}`}>
          <Table.Td>
            <LinkTo
              to="/apps/$app/cloud"
              params={{ app }}
              search={{ tab: 'logs', part: part.name }}
              className="mono"
              aria-label={t.codeParts.logOf(part.name)}
            >
              {part.name}
            </LinkTo>
          </Table.Td>
          <Table.Td>{`${t.codeParts.kinds[part.kind]}, ${part.servedBy}`}</Table.Td>
          <Table.Td>{number(part.calls)}</Table.Td>
          <Table.Td>{number(part.errors)}</Table.Td>
          <Table.Td>{number(part.timeouts)}</Table.Td>
          <Table.Td>{msText(part.p50Ms)}</Table.Td>
          <Table.Td>
            {msText(part.p99Ms)}
            {part.isSlow === true && (
              <span title={t.codeParts.slowText}>
                <StateBadge text={t.codeParts.slow} colour="yellow" />
              </span>
            )}
          </Table.Td>
          <Table.Td>{part.lastError !== undefined && <LastError error={part.lastError} />}</Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}

function LastError({ error: { at, code, message, file, line } }: { error: NonNullable<Part['lastError']> }) {
  return (
    <>
      <Text size="sm" className="mono">{`${code}: ${message}`}</Text>
      <Text size="xs" c="dimmed">
        <Time iso={at} />
        {file !== undefined && ` · ${t.codeParts.place(file, line)}`}
      </Text>
    </>
  );
}
