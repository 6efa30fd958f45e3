import { lazy, Suspense, useMemo } from 'react';
import { Code, Group, SegmentedControl, Stack, Text, Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Field } from '../../api/data-operations.ts';
import { LinkTo } from '../../parts/links.tsx';
import { messageOf } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { t } from '../../texts/index.ts';
import { FilePreview } from '../files/file-preview.tsx';
import { UploadButton } from '../files/upload-button.tsx';
import type { Draft } from '../values.ts';
import { placeOf } from './map-projection.ts';

// Large libraries, for those who edit such a value.
const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }));
const GeoMap = lazy(async () => ({ default: (await import('./geo-map.tsx')).GeoMap }));

interface Props {
  readonly app: string;
  readonly name: string;
  readonly field: Field;
  /** The value before the edit. */
  readonly value: unknown;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly fault: string | undefined;
}

/** The input for a value of a type. */
export function InputOf(props: Props) {
  switch (props.field.type) {
    case 'String':
      return <Lines {...props} label={props.name} description={t.data.cell.stringHint} />;
    case 'Boolean':
      return <YesNo {...props} />;
    case 'Date':
      return <LocalTime {...props} />;
    case 'Pointer':
      return <Target {...props} />;
    case 'File':
      return <StoredFile {...props} />;
    case 'GeoPoint':
      return <Place {...props} />;
    case 'Number':
      return <Line {...props} label={props.name} inputMode="decimal" />;
    case 'Bytes':
      return <Line {...props} label={`${props.name} (base64)`} />;
    case 'Object':
    case 'Array':
    case 'Polygon':
    case 'ACL':
    case 'Relation':
      return <Json {...props} />;
  }
}

function Line({
  draft,
  onDraft,
  fault,
  label,
  ...more
}: Pick<Props, 'draft' | 'onDraft' | 'fault'> & Pick<TextInputProps, 'inputMode' | 'type'> & { label: string; step?: string }) {
  return (
    <TextInput
      label={label}
      type={more.type}
      inputMode={more.inputMode}
      step={more.step}
      error={fault}
      data-autofocus
      value={draft.text}
      onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
    />
  );
}

function Lines({ draft, onDraft, fault, label, description }: Props & { label: string; description?: string }) {
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

function Json({ name, draft, onDraft, fault }: Props) {
  return (
    <Stack gap={4}>
      <Suspense fallback={<Loading />}>
        <JsonEditor label={`${name} (${t.data.cell.json})`} value={draft.text} onChange={(text) => onDraft({ text })} />
      </Suspense>
      <Text size="xs" c="dimmed">
        {t.dataMore.json.hint}
      </Text>
      <Fault text={fault} />
    </Stack>
  );
}

function Fault({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <Text size="sm" c="red" role="alert">
      {text}
    </Text>
  );
}

function YesNo({ name, draft, onDraft }: Props) {
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

function LocalTime(props: Props) {
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

/** A pointer, with the object that it leads to. */
function Target(props: Props) {
  const { app, field, draft } = props;
  const className = field.targetClass ?? '';
  const [objectId] = useDebouncedValue(draft.text.trim(), 300);
  const { data, error } = useQuery({
    queryKey: ['object', app, className, objectId],
    enabled: objectId !== '',
    retry: false,
    queryFn: ({ signal }) => call('data/get', { app, className, objectId }, signal),
  });
  return (
    <Stack gap={4}>
      <Line {...props} label={t.data.cell.objectId(className)} />
      {error !== null && (
        <Text size="xs" c="red">
          {messageOf(error)}
        </Text>
      )}
      {data !== undefined && (
        <>
          <Code block mah={160} tabIndex={0} aria-label={t.data.cell.preview}>
            {JSON.stringify(data.object, null, 2)}
          </Code>
          <LinkTo to="/apps/$app/data/$className" params={{ app, className }} search={{ object: objectId }} size="sm">
            {t.data.cell.follow}
          </LinkTo>
        </>
      )}
    </Stack>
  );
}

/** Only addresses of the web: a value may hold any text. */
const isWebAddress = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\//i.test(url);

function StoredFile(props: Props) {
  const { app, draft, onDraft } = props;
  const { url } = (props.value ?? {}) as { url?: unknown };
  return (
    <Stack gap={4}>
      <Line {...props} onDraft={({ text }) => onDraft({ text })} label={t.data.cell.fileName} />
      <FilePreview app={app} name={draft.text} height={160} />
      <UploadButton app={app} onUploaded={({ name, url: elsewhere = '' }) => onDraft({ text: name, second: elsewhere })} />
      {isWebAddress(url) && (
        <Text size="sm" component="a" href={url} target="_blank" rel="noreferrer noopener">
          {t.data.cell.openFile}
        </Text>
      )}
    </Stack>
  );
}

function Place({ draft, onDraft, fault }: Props) {
  const { text, second = '' } = draft;
  const place = useMemo(() => placeOf(text, second), [text, second]);
  return (
    <Stack gap={4}>
      <Group grow>
        <Line draft={draft} onDraft={onDraft} fault={undefined} label={t.data.cell.latitude} inputMode="decimal" />
        <TextInput
          label={t.data.cell.longitude}
          inputMode="decimal"
          value={second}
          onChange={(event) => onDraft({ ...draft, second: event.currentTarget.value })}
        />
      </Group>
      <Suspense fallback={<Loading />}>
        <GeoMap
          place={place}
          onPick={({ latitude, longitude }) => onDraft({ text: String(latitude), second: String(longitude) })}
        />
      </Suspense>
      <Fault text={fault} />
    </Stack>
  );
}
