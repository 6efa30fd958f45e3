import type { PageText } from '@parlance/app-settings';

/** A language is complete, or it does not build. */
export type PageTexts = Readonly<Record<PageText, string>>;
