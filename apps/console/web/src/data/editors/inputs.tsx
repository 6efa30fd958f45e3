import { SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { FileInput } from './file-input.tsx';
import { JsonInput } from './json-input.tsx';
import { Line, type InputProps } from './line.tsx';
import { PlaceInput } from './place-input.tsx';
import { PointerInput } from './pointer-input.tsx';

/** The input for a value of a type. */
export function InputOf(props: InputProps) {
  switch (props.field.type) {
    case 'String':
      return <Lines {...props} label={props.name} description={t.data.cell.stringHint} />;
    case 'Boolean':
      return <YesNo {...props} />;
    case 'Date':
      return <LocalTime {...props} />;
    case 'Pointer':
      return <PointerInput {...props} />;
    case 'File':
      return <FileInput {...props} />;
    case 'GeoPoint':
      return <PlaceInput {...props} />;
    case 'Number':
      return <Line {...props} label={props.name} inputMode="decimal" />;
    case 'Bytes':
      return <Line {...props} label={`${props.name} (base64)`} />;
    case 'Object':
    case 'Array':
    case 'Polygon':
    case 'ACL':
    case 'Relation':
      return <JsonInput {...props} />;
  }
}

function Lines({ draft, onDraft, fault, label, description }: InputProps & { label: string; description?: string }) {
  return (
    <Textarea
      label={label}
      description={description}
      error={fault}
      autosize
      minRows={1}
      maxRows={14}
      spellCheck
      data-autofocus
      value={draft.text}
      onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
    />
  );
}

function YesNo({ name, draft, onDraft }: InputProps) {
  return (
    <SegmentedControl
      aria-label={name}
      data={[
        { value: 'true', label: 'true' },
        { value: 'false', label: 'false' },
      ]}
      value={draft.text}
      onChange={(text) => onDraft({ text })}
    />
  );
}

function LocalTime(props: InputProps) {
  const at = new Date(props.draft.text);
  return (
    <Stack gap={4}>
      <Line {...props} label={`${props.name}: ${t.data.cell.localTime}`} type="datetime-local" step="0.001" />
      {!Number.isNaN(at.getTime()) && (
        <Text size="xs" c="dimmed">
          {t.data.cell.utc(at.toISOString())}
        </Text>
      )}
    </Stack>
  );
}
