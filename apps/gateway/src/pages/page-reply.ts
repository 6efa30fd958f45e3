import { hash } from 'node:crypto';
import type { PagesSettings } from '@parlance/app-settings';
import { brandStyle, type Html } from '@parlance/hosted-pages';
import type { Reply } from '../reply/reply.ts';
import { parameterFields, type PageParameters } from './page-parameters.ts';

/** Tokens are in the addresses of pages: they are told to nobody, kept by nobody, and shown in nobody's frame. */
const PRIVATE_FIELDS = ['Referrer-Policy', 'no-referrer', 'Cache-Control', 'no-store', 'X-Frame-Options', 'DENY'] as const;

export interface PageDraft {
  readonly status: number;
  readonly document: Html;
  readonly brand: PagesSettings['brand'];
  readonly parameters: PageParameters;
  /** Addresses that forms may end up at, beside our own: browsers apply the policy to redirections, too. */
  readonly formTargets: readonly string[];
}

/** The answer that carries a page. Nothing of it runs, and nothing is loaded but our stylesheet and the app's logo. */
export function pageReply({ status, document, brand, parameters, formTargets }: PageDraft): Reply {
  const policy = contentPolicy(brand, formTargets);
  return {
    status,
    body: Buffer.from(String(document)),
    contentType: 'text/html; charset=utf-8',
    fields: [...PRIVATE_FIELDS, 'Content-Security-Policy', policy, ...parameterFields(parameters)],
  };
}

/** An answer that leads elsewhere, by GET. @param url absolute, and safe in a header field */
export function seeOther(url: string): Reply {
  return {
    status: 303,
    body: Buffer.from('See Other'),
    contentType: 'text/plain; charset=utf-8',
    fields: [...PRIVATE_FIELDS, 'Location', url],
  };
}

function contentPolicy(brand: PagesSettings['brand'], formTargets: readonly string[]): string {
  const css = brandStyle(brand);
  const style = css === '' ? '' : ` ${styleDigest(css)}`;
  const images = brand.logoUrl === null ? "'none'" : new URL(brand.logoUrl).origin;
  const targets = [...new Set(["'self'", ...formTargets.map((url) => new URL(url).origin)])].join(' ');
  return (
    `default-src 'none'; style-src 'self'${style}; img-src ${images}; form-action ${targets}; ` + "frame-ancestors 'none'; base-uri 'none'"
  );
}

/** The name of an inline style in a content policy. */
export function styleDigest(css: string): string {
  return `'sha256-${hash('sha256', css, 'base64')}'`;
}
