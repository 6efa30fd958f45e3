import { useState } from 'react';
import { t } from '../../texts/index.ts';
import { fileAddress, isPicture } from './file-address.ts';
import classes from './files.module.css';

/** A picture, small; nothing for other files, and for pictures that cannot be shown here. */
export function FilePreview({ app, name, height }: { app: string; name: string; height: number }) {
  const [failed, setFailed] = useState<string>();
  if (!isPicture(name) || failed === name) return null;
  return (
    <img
      className={classes.preview}
      src={fileAddress(app, name)}
      alt={t.dataMore.files.preview(name)}
      style={{ maxHeight: height }}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(name)}
    />
  );
}
