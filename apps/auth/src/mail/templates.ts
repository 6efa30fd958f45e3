import type { AppSettings } from '@parlance/app-settings';
import type { MailKind } from '../records/mail-links.ts';
import { BUILT_IN, type MailText } from './texts.ts';

/** The values that a mail's text may name. */
export interface MailValues {
  readonly appName: string;
  readonly link: string;
  readonly username: string;
  readonly email: string;
}

/** A mail's subject and its two forms, ready to be sent. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Templates = AppSettings['mail']['templates'];

const FALLBACK_LOCALE = 'en';
const PLACEHOLDER = /\{\{\s*(appName|link|username|email)\s*\}\}/g;
const OWN_TEMPLATES = { verification: 'verification', 'password-reset': 'passwordReset' } as const satisfies Record<
  MailKind,
  keyof Templates
>;

/**
 * Fills in the text of a mail: the app's own where it has one for the language, else the built-in one; `pt-BR` falls back to `pt`, and
 * everything to English. Values are escaped in HTML, and cannot break the subject's line.
 */
export function renderMail(kind: MailKind, locale: string | undefined, templates: Templates, values: MailValues): RenderedMail {
  const own = templates[OWN_TEMPLATES[kind]];
  const builtIn = BUILT_IN[kind];
  const language = fallbacks(locale).find((name) => Object.hasOwn(own, name) || Object.hasOwn(builtIn, name)) ?? FALLBACK_LOCALE;
  const ours: MailText = (Object.hasOwn(builtIn, language) ? builtIn[language] : undefined) ?? builtIn.en;
  const theirs = Object.hasOwn(own, language) ? own[language] : undefined;
  const chosen: MailText = { ...ours, ...theirs };
  // A text of the app's own without HTML is not accompanied by a built-in HTML that says something else.
  const html = theirs?.text !== undefined && theirs.html === undefined ? paragraphs(theirs.text) : chosen.html;
  return {
    subject: fill(chosen.subject, values, oneLine),
    text: fill(chosen.text, values, (value) => value),
    html: fill(html, values, escapeHtml),
  };
}

function fallbacks(locale: string | undefined): readonly string[] {
  if (locale === undefined) return [FALLBACK_LOCALE];
  const language = locale.split('-', 1)[0] as string;
  return [...new Set([locale, language, FALLBACK_LOCALE])];
}

function fill(template: string, values: MailValues, encode: (value: string) => string): string {
  return template.replace(PLACEHOLDER, (_, name: keyof MailValues) => encode(values[name]));
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ');
}

function paragraphs(text: string): string {
  const blocks = text.trim().split(/\n\s*\n/);
  return blocks.map((block) => `<p>${escapeHtml(block).replaceAll('\n', '<br>')}</p>`).join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}
