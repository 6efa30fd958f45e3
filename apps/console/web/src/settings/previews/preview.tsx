import { MailPreview } from './mail-preview.tsx';
import { PagePreview } from './page-preview.tsx';

/** The looks of mails or pages, drawn again with each keystroke; nothing for other settings. */
export function Preview({ name, value }: { name: string; value: unknown }) {
  if (name === 'mail') return <MailPreview value={value} />;
  if (name === 'pages') return <PagePreview value={value} />;
  return null;
}
