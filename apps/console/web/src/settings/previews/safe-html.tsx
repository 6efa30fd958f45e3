import { createElement, Fragment, type CSSProperties, type ReactNode } from 'react';

/** Elements that a mail is drawn with; of others the content alone stays, and of some not even that. */
const DRAWN: ReadonlySet<string> = new Set(
  'p div span strong b em i u small br hr h1 h2 h3 h4 ul ol li table tbody thead tr td th blockquote pre code center'.split(' '),
);
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['br', 'hr']);
const DROPPED: ReadonlySet<string> = new Set('script style template title head iframe object embed svg math noscript link meta'.split(' '));
const STYLES: ReadonlySet<string> = new Set(
  (
    'color background-color font-size font-weight font-family font-style line-height text-align text-decoration padding margin ' +
    'border border-radius max-width display'
  ).split(' '),
);

/**
 * Draws the HTML of somebody else as elements of our own: no script, no address and no picture of it comes to life. Styles are set one by one,
 * as the policy of the page admits no others.
 */
export function SafeHtml({ html }: { html: string }) {
  const { body } = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
  return <>{children(body)}</>;
}

/** Browsers report style attributes even of documents that nobody sees: they are read by another name. */
function withoutStyles(html: string): string {
  return html.replace(/<style/gi, '<template').replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(\s*=)/gi, ' data-style$1'));
}

function children(parent: Node): ReactNode[] {
  return [...parent.childNodes].map((node, index) => <Fragment key={index}>{drawn(node)}</Fragment>);
}

function drawn(node: Node): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (DROPPED.has(name)) return null;
  if (name === 'img') return `[${node.getAttribute('alt') ?? 'image'}]`;
  const style = styleOf(node.getAttribute('data-style') ?? '');
  if (name === 'a') return createElement('u', { style, title: node.getAttribute('href') ?? '' }, ...children(node));
  if (WITHOUT_CONTENT.has(name)) return createElement(name);
  return DRAWN.has(name) ? createElement(name, { style }, ...children(node)) : <>{children(node)}</>;
}

function styleOf(text: string): CSSProperties {
  const entries = text.split(';').flatMap((rule) => {
    const [property = '', ...value] = rule.split(':');
    const name = property.trim().toLowerCase();
    const given = value.join(':').trim();
    return STYLES.has(name) && !/url\s*\(/i.test(given) ? [[camelCase(name), given] as const] : [];
  });
  return Object.fromEntries(entries);
}

const camelCase = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
