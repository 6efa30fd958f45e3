import { Button, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { ClassLevelPermissions } from '../../api/data-operations.ts';
import { Failure } from '../../parts/failure.tsx';
import { t } from '../../texts/index.ts';

/** Tries the permissions on requests that clients have made lately, before they are saved. */
export function DryRun({ app, className, clp }: { app: string; className: string; clp: ClassLevelPermissions }) {
  const rehearse = useMutation({ mutationFn: () => call('permissions/dry-run', { app, className, permissions: { ...clp } }) });
  return (
    <Stack gap="xs">
      <div>
        <Button variant="default" loading={rehearse.isPending} onClick={() => rehearse.mutate()}>
          {t.data.clp.dryRun}
        </Button>
      </div>
      {rehearse.isError && <Failure error={rehearse.error} />}
      {rehearse.data !== undefined && (
        <div role="status">
          {rehearse.data.changes.length === 0 && <Text size="sm">{t.data.clp.dryRunNothing}</Text>}
          {rehearse.data.changes.length > 0 && (
            <Table>
              <Table.Tbody>
                {rehearse.data.changes.map(({ operation, caller, user, roles, before, after, requests }, index) => (
                  <Table.Tr key={index}>
                    <Table.Th scope="row">{[caller, user, ...roles].filter((part) => part !== null).join(', ')}</Table.Th>
                    <Table.Td>{t.data.clp.operations[operation] ?? operation}</Table.Td>
                    <Table.Td>{t.data.clp.outcome(before, after)}</Table.Td>
                    <Table.Td>{t.data.clp.requests(requests)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </div>
      )}
    </Stack>
  );
}
