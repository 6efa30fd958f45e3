export { brandStyle } from './brand-style.ts';
export { layOut, STYLESHEET_NAME, type Contents } from './layout.ts';
export { markup, type Html } from './markup.ts';
export { PAGE_CONTENTS, type PageState } from './page-contents.ts';
export { fileOf, pageOf } from './page-files.ts';
export { STYLESHEET } from './stylesheet.ts';
export { chooseLocale, type LocaleSettings } from './texts/choose-locale.ts';
export { speechOf, type Speech, type SpeechSettings } from './texts/speech.ts';
export { pagesPath, type View } from './view.ts';
