import { Fieldset, NativeSelect, NumberInput, PasswordInput, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import { JsonEditor } from './json-editor.tsx';
import type { Member, Shape } from './shape.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly shape: Shape;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Members without a value are left out of objects; settings that may be null say so. */
const none = ({ nullable }: Shape): null | undefined => (nullable ? null : undefined);

/** An input that fits the form of a value. */
export function ValueEditor({ label, description = '', shape, value, onChange }: Props) {
  const shown = { label, ...(description === '' ? {} : { description }) };
  switch (shape.kind) {
    case 'boolean':
      return <Switch {...shown} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'number':
      return (
        <NumberInput
          {...shown}
          value={typeof value === 'number' ? value : ''}
          allowDecimal={!shape.isInteger}
          {...(shape.min === undefined ? {} : { min: shape.min })}
          {...(shape.max === undefined ? {} : { max: shape.max })}
          placeholder={t.settings.none}
          onChange={(next) => onChange(typeof next === 'number' ? next : none(shape))}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...shown}
          data={[...(typeof value === 'string' && !shape.nullable ? [] : [{ value: '', label: t.settings.none }]), ...shape.options]}
          value={typeof value === 'string' ? value : ''}
          onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? none(shape) : currentTarget.value)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...shown}
          value={typeof value === 'string' ? value : ''}
          placeholder={t.settings.none}
          onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? none(shape) : currentTarget.value)}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...shown}
          value={typeof value === 'string' ? value : ''}
          placeholder={isRecord(value) ? t.settings.secret : t.settings.none}
          autoComplete="off"
          onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? none(shape) : currentTarget.value)}
        />
      );
    case 'texts':
      return (
        <TagsInput
          {...shown}
          value={Array.isArray(value) ? value.map(String) : []}
          placeholder={t.settings.addText}
          acceptValueOnBlur
          onChange={onChange}
        />
      );
    case 'object':
      return <Members label={label} members={shape.members} value={value} onChange={onChange} />;
    default:
      return <JsonEditor label={label} description={description} value={value} onChange={onChange} />;
  }
}

function Members({ label, members, value, onChange }: Omit<Props, 'shape' | 'description'> & { members: readonly Member[] }) {
  const present = isRecord(value) ? value : {};
  const set = (name: string, next: unknown) => {
    const { [name]: _before, ...others } = present;
    onChange(next === undefined ? others : { ...others, [name]: next });
  };
  return (
    <Fieldset legend={label}>
      <Stack gap="sm">
        {members.map(({ name, description, shape }) => (
          <ValueEditor
            key={name}
            label={name}
            description={description}
            shape={shape}
            value={present[name]}
            onChange={(next) => set(name, next)}
          />
        ))}
      </Stack>
    </Fieldset>
  );
}
