import { useState } from 'react';
import { Button, Group, NativeSelect, Stack, Title } from '@mantine/core';
import type { Fields } from '../../api/data-operations.ts';
import { t } from '../../texts/index.ts';
import { nameOf, type IndexKey } from './index-key.ts';

interface Props {
  readonly fields: Fields;
  readonly busy: boolean;
  readonly onBuild: (key: IndexKey) => void;
}

/** Makes an index of one field: a place needs one of its own kind. */
export function OwnIndex({ fields, busy, onBuild }: Props) {
  const texts = t.dataMore.indexes;
  const names = Object.keys(fields).filter((name) => fields[name]?.type !== 'Relation' && fields[name]?.type !== 'ACL');
  const [field, setField] = useState(names[0] ?? 'objectId');
  const [direction, setDirection] = useState('1');
  const isPlace = fields[field]?.type === 'GeoPoint' || fields[field]?.type === 'Polygon';
  const key: IndexKey = [{ field, direction: isPlace ? '2dsphere' : direction }];
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {texts.own}
      </Title>
      <Group align="end" gap="xs">
        <NativeSelect label={texts.field} data={names} value={field} onChange={(event) => setField(event.currentTarget.value)} />
        {!isPlace && (
          <NativeSelect
            label={texts.direction}
            data={[
              { value: '1', label: texts.ascending },
              { value: '-1', label: texts.descending },
            ]}
            value={direction}
            onChange={(event) => setDirection(event.currentTarget.value)}
          />
        )}
        <Button variant="default" loading={busy} onClick={() => onBuild(key)}>
          {texts.buildOf(nameOf(key))}
        </Button>
      </Group>
    </Stack>
  );
}
