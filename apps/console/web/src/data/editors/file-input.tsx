import { Stack, Text } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { FilePreview } from '../files/file-preview.tsx';
import { UploadButton } from '../files/upload-button.tsx';
import { Line, type InputProps } from './line.tsx';

/** Only addresses of the web: a value may hold any text. */
const isWebAddress = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\//i.test(url);

/** A stored file: its name, its picture, and another one in its place. */
export function FileInput(props: InputProps) {
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
