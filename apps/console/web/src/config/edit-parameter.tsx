import { useState } from 'react';
import { Button, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { FormDialog } from '../parts/form-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import { ConditionFields } from './condition-fields.tsx';
import { conditionDraft, moved, newCondition, parseCondition, type ConditionDraft } from './conditions.ts';
import type { Parameter, Side } from './parameters.ts';
import { TypedValue } from './typed-value.tsx';
import { parseTyped, typedDraft, type TypedDraft } from './types.ts';
import type { Edit } from './use-parameter-edits.ts';

interface Props {
  readonly app: string;
  /** Absent for a new one. */
  readonly parameter: Parameter | undefined;
  /** The state in which it was seen. */
  readonly version: number;
  readonly onSave: (edit: Edit) => Promise<void>;
  readonly onClose: () => void;
}

/** Adds a parameter, or changes all there is to one. */
export function EditParameter({ app, parameter, version, onSave, onClose }: Props) {
  const [seen] = useState({ version, parameter }); // reading the list anew must not make somebody else's change look seen
  const [name, setName] = useState(parameter?.name ?? '');
  const [value, setValue] = useState<TypedDraft>(() =>
    parameter === undefined ? typedDraft(undefined, 'String') : typedDraft(parameter.value),
  );
  const [masterKeyOnly, setMasterKeyOnly] = useState(parameter?.masterKeyOnly ?? false);
  const [conditions, setConditions] = useState<readonly ConditionDraft[]>(() => (parameter?.conditions ?? []).map(conditionDraft));
  const save = () => {
    if (name.trim() === '') throw new Error(t.config.invalid.name);
    const after: Side = { value: valueOf(value), masterKeyOnly, conditions: conditions.map(conditionOf) };
    const before = seen.parameter === undefined ? {} : { before: seen.parameter };
    return onSave({ name: name.trim(), ...before, after, version: seen.version });
  };
  const title = parameter === undefined ? t.config.add : t.config.editTitle(parameter.name);
  return (
    <FormDialog title={title} action={t.save} size="lg" onSubmit={async () => save()} onClose={onClose}>
      {parameter === undefined && (
        <TextInput
          label={t.config.name}
          description={t.config.nameHint}
          value={name}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <TypedValue app={app} label={t.config.value} value={value} onChange={setValue} />
      <Switch
        label={t.config.masterOnly}
        description={t.config.masterOnlyHint}
        checked={masterKeyOnly}
        onChange={(event) => setMasterKeyOnly(event.currentTarget.checked)}
      />
      <Conditions app={app} value={value} conditions={conditions} onChange={setConditions} />
    </FormDialog>
  );
}

interface ConditionsProps {
  readonly app: string;
  readonly value: TypedDraft;
  readonly conditions: readonly ConditionDraft[];
  readonly onChange: (conditions: readonly ConditionDraft[]) => void;
}

function Conditions({ app, value, conditions, onChange }: ConditionsProps) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t.config.conditions}
      </Title>
      <Text size="sm" c="dimmed">
        {conditions.length === 0 ? t.config.noConditions : `${t.config.conditionsHint} ${t.config.listHint}`}
      </Text>
      {conditions.map((draft, at) => (
        <ConditionFields
          key={draft.id}
          app={app}
          place={at + 1}
          draft={draft}
          onChange={(next) => onChange(conditions.map((one) => (one.id === draft.id ? next : one)))}
          onMove={(by) => onChange(moved(conditions, at, by))}
          onRemove={() => onChange(conditions.filter(({ id }) => id !== draft.id))}
        />
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() => onChange([...conditions, newCondition(t.config.newCondition(conditions.length + 1), value.type)])}
        >
          {t.config.addCondition}
        </Button>
      </div>
    </Stack>
  );
}

/** @throws Error with words for people */
export function valueOf(draft: TypedDraft): unknown {
  const parsed = parseTyped(draft);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.value;
}

/** @throws Error with words for people */
function conditionOf(draft: ConditionDraft, at: number) {
  const parsed = parseCondition(draft);
  if ('fault' in parsed) throw new Error(t.config.invalid.in(t.config.condition(at + 1), parsed.fault));
  return parsed.condition;
}
