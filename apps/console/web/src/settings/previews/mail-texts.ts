/** A mail of an app, as the setting `mail` has it. */
export interface MailText {
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
}
export type MailKind = 'verification' | 'passwordReset';

/** Values that stand for those of a user in previews. */
export const EXAMPLES = {
  appName: 'My app',
  link: 'https://example.com/parse/apps/my-app/verify_email?token=…',
  username: 'ada',
  email: 'ada@example.com',
} as const;

const PLACEHOLDER = /\{\{\s*(appName|link|username|email)\s*\}\}/g;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const memberOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

/** The texts of a kind of mail by language; those in the middle of being typed are left out. */
export function textsOf(mail: unknown, kind: MailKind): readonly (readonly [string, MailText])[] {
  const byLanguage = memberOf(memberOf(mail, 'templates'), kind);
  if (!isRecord(byLanguage)) return [];
  return Object.entries(byLanguage).flatMap(([language, text]) => (isRecord(text) ? [[language, textIn(text)] as const] : []));
}

function textIn(value: Readonly<Record<string, unknown>>): MailText {
  return Object.fromEntries(['subject', 'text', 'html'].flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name]]] : [])));
}

/** A text with the examples in place of its placeholders. @param encode for the place where the text stands */
export function filled(text: string, encode: (value: string) => string = (value) => value): string {
  return text.replace(PLACEHOLDER, (_, name: keyof typeof EXAMPLES) => encode(EXAMPLES[name]));
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
