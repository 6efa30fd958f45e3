import { useState } from 'react';
import { Button, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { tell } from '../parts/notices.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { rightsText } from './rights-input.tsx';

type Token = ReplyOf<'tokens/list'>['tokens'][number];
const KEY = ['tokens'];

/**
 * Tokens of programs: looked at and revoked. None is made here: a token would reach the browser, which keeps secrets worse than the place
 * where it is used; `parlance tokens create` makes it there.
 */
export function Tokens() {
  const mayWrite = useMay()('tokens:write');
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await call('tokens/list', {}, signal)).tokens,
  });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t.administrators.tokensText} <code>{t.administrators.tokenCommand}</code>
      </Text>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <Empty title={t.administrators.noTokens} next={t.administrators.noTokensNext} />}
      {data !== undefined && data.length > 0 && <Rows tokens={data} mayWrite={mayWrite} />}
    </Stack>
  );
}

function Rows({ tokens, mayWrite }: { tokens: readonly Token[]; mayWrite: boolean }) {
  const client = useQueryClient();
  const [revoking, setRevoking] = useState<Token>();
  const revoke = async (id: string) => {
    await call('tokens/revoke', { id });
    await client.invalidateQueries({ queryKey: KEY });
    tell({ text: t.administrators.done.revoked });
  };
  return (
    <>
      <TableOf head={[t.administrators.name, t.administrators.role, t.administrators.lastUsed, t.administrators.expires, '']}>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td>{token.name}</Table.Td>
            <Table.Td>{rightsText(token)}</Table.Td>
            <Table.Td>{token.lastUsedAt === undefined ? t.never : <Time iso={token.lastUsedAt} />}</Table.Td>
            <Table.Td>{token.expiresAt === undefined ? t.never : <Time iso={token.expiresAt} />}</Table.Td>
            <Table.Td ta="end">
              {token.revokedAt !== undefined && t.administrators.revoked}
              {token.revokedAt === undefined && mayWrite && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`${t.administrators.revoke} ${token.name}`}
                  onClick={() => setRevoking(token)}
                >
                  {t.administrators.revoke}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </TableOf>
      {revoking !== undefined && (
        <Confirm
          title={t.administrators.revokeTitle(revoking.name)}
          text={t.administrators.revokeText}
          action={t.administrators.revoke}
          onConfirm={() => revoke(revoking.id)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </>
  );
}
