import type { PageText } from '@parlance/contracts';

/** A language is complete, or it does not build. */
export type PageTexts = Readonly<Record<PageText, string>>;
