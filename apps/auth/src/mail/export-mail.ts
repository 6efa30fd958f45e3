import { escapeHtml } from './templates.ts';
import type { RenderedMail } from './templates.ts';

/** The values of a mail with the link of an export. */
export interface ExportMailValues {
  readonly appName: string;
  readonly link: string;
  /** Absent for the export of a whole app. */
  readonly className: string | undefined;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The mail that tells of an export. Values are escaped in HTML, and cannot break the subject's line. */
export function exportMail({ appName, link, className, expiresAt }: ExportMailValues): RenderedMail {
  const what = className === undefined ? `the data of ${appName}` : `the objects of ${className} in ${appName}`;
  const until = `${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  const warning = 'Whoever has this link can fetch the file: do not pass it on.';
  return {
    subject: `The export of ${appName} is ready`.replace(/\s+/g, ' '),
    text: `Hello,\n\nyour export of ${what} is ready:\n\n${link}\n\nThe link works until ${until}. ${warning}\n`,
    html:
      `<p>Hello,</p><p>your export of ${escapeHtml(what)} is ready: <a href="${escapeHtml(link)}">fetch it</a>.</p>` +
      `<p>The link works until ${until}. ${warning}</p>`,
  };
}
