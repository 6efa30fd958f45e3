import { ActionIcon, Fieldset, Group, SimpleGrid, TextInput } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import type { ConditionDraft } from './conditions.ts';
import { TypedValue } from './typed-value.tsx';

type Member = keyof typeof t.config.members;
const LISTS: readonly Member[] = ['deviceType', 'localeIdentifier', 'users', 'roles'];
const BOUNDS: readonly Member[] = ['versionFrom', 'versionBelow', 'percentFrom', 'percentBelow'];

interface Props {
  readonly app: string;
  readonly place: number;
  readonly draft: ConditionDraft;
  readonly onChange: (draft: ConditionDraft) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One condition: its callers, and the value that they get. */
export function ConditionFields({ app, place, draft, onChange, onMove, onRemove }: Props) {
  const words = t.config;
  const name = draft.name === '' ? words.condition(place) : draft.name;
  const input = (member: Member) => (
    <TextInput
      key={member}
      label={words.members[member]}
      value={draft[member]}
      onChange={(event) => onChange({ ...draft, [member]: event.currentTarget.value })}
    />
  );
  return (
    <Fieldset legend={words.condition(place)}>
      <Group justify="end" gap={4}>
        <ActionIcon variant="default" aria-label={words.up(name)} onClick={() => onMove(-1)}>
          <Icon name="up" />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={words.down(name)} onClick={() => onMove(1)}>
          <Icon name="down" />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={words.removeCondition(name)} onClick={onRemove}>
          <Icon name="trash" />
        </ActionIcon>
      </Group>
      <TextInput
        label={words.conditionName}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs" my="xs">
        {LISTS.map(input)}
        {BOUNDS.map(input)}
      </SimpleGrid>
      <TypedValue app={app} label={words.value} value={draft.value} onChange={(value) => onChange({ ...draft, value })} />
    </Fieldset>
  );
}
