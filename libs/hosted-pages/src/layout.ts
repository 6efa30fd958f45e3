import type { PageText } from '@parlance/app-settings';
import { brandStyle } from './brand-style.ts';
import { markup, type Html } from './markup.ts';
import type { View } from './view.ts';

/** Name of the stylesheet among the pages. */
export const STYLESHEET_NAME = 'pages.css';

export interface Contents {
  readonly title: PageText;
  readonly text: PageText;
  /** Looks of success. */
  readonly good?: true;
  /** Forms, below the text. */
  readonly more?: Html | undefined;
}

/** A whole page: the parts that all pages share, around its contents. Works without any script. */
export function layOut(view: View, { title, text, good, more }: Contents): Html {
  const { app, speech, brand, base } = view;
  const heading = speech.say(title);
  return markup`<!doctype html>
<html lang="${speech.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${app === undefined ? heading : `${heading} – ${app.name}`}</title>
<link rel="stylesheet" href="${`${base}/${STYLESHEET_NAME}`}">
${styleElement(brandStyle(brand))}
</head>
<body>
<main${good && markup` class="good"`}>
${emblem(view)}
<h1>${heading}</h1>
<p>${speech.say(text)}</p>
${more}
${homeLink(view)}
</main>
</body>
</html>
`;
}

/** Colours are digits and letters, so nothing is escaped in it, and its digest is that of the written element. */
function styleElement(style: string): Html | undefined {
  return style === '' ? undefined : markup`<style>${style}</style>`;
}

function homeLink({ brand: { homeUrl }, speech }: View): Html | undefined {
  return homeUrl === null ? undefined : markup`<p class="home"><a href="${homeUrl}" rel="noreferrer">${speech.say('homeLink')}</a></p>`;
}

function emblem({ app, brand: { logoUrl } }: View): Html | undefined {
  if (app === undefined) return undefined;
  if (logoUrl === null) return markup`<p class="brand">${app.name}</p>`;
  return markup`<p class="brand"><img src="${logoUrl}" alt="${app.name}" referrerpolicy="no-referrer"></p>`;
}
