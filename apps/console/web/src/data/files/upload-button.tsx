import { Button, FileButton } from '@mantine/core';
import { tell } from '../../parts/notices.tsx';
import { useAction } from '../../parts/use-action.ts';
import { t } from '../../texts/index.ts';
import { upload, type Uploaded } from './upload.ts';

/** Chooses a file of this device, and stores it among the files of the app. */
export function UploadButton({ app, onUploaded }: { app: string; onUploaded: (uploaded: Uploaded) => void }) {
  const send = useAction((file: File) => upload(app, file), {
    onSuccess: (uploaded) => {
      tell({ text: t.dataMore.files.uploaded(uploaded.name) });
      onUploaded(uploaded);
    },
  });
  return (
    <div>
      <FileButton onChange={(file) => file !== null && send.mutate(file)} inputProps={{ 'aria-label': t.dataMore.files.chosen }}>
        {(props) => (
          <Button {...props} size="compact-sm" variant="default" loading={send.isPending}>
            {t.dataMore.files.upload}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
