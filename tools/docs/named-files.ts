import { dirname, normalize } from 'node:path';

/** A file or folder that a document names. `*` stands for any part of a name. */
export interface NamedFile {
  readonly written: string;
  /** Below the root when the document links to it; else a path below any folder. */
  readonly kind: 'link' | 'path';
}

const FENCED = /^```[\s\S]*?^```$/gm;
const CODE = /`([^`\n]+)`/g;
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;
const FILE = /^(?:[\w@.{},*-]+\/)*[\w@.{},*-]+\.(?:ts|mjs|md)$/;
const FOLDER = /^(?:apps|libs|tools|tests|docs)(?:\/[\w.{},*-]+)*\/?$/;

/** The files of this repository that a document names in code or links to, as far as they can be told from other words. */
export function namedFiles(document: string, markdown: string): readonly NamedFile[] {
  const prose = markdown.replace(FENCED, '');
  const spans = [...prose.matchAll(CODE)].map(([, text = '']) => text);
  const links = [...prose.matchAll(LINK)].map(([, target = '']) => target).filter((target) => !target.includes(':'));
  return [
    ...spans.filter((text) => FILE.test(text) || FOLDER.test(text)).map((written) => ({ written, kind: 'path' as const })),
    ...links.map((target) => ({ written: normalize(`${dirname(document)}/${target}`), kind: 'link' as const })),
  ];
}

/** Tells whether one of the files, or a folder of one, is meant. `{a,b}` names several, all of which have to be there. */
export function isThere({ written, kind }: NamedFile, files: readonly string[]): boolean {
  return alternatives(written.replace(/\/$/, '')).every((path) => {
    const pattern = path.replace(/[.\\^$+?()[\]{}|]/g, '\\$&').replaceAll('*', '[^/]*');
    const meant = new RegExp(`${kind === 'link' ? '^' : '(?:^|/)'}${pattern}(?:/|$)`);
    return files.some((file) => meant.test(file));
  });
}

function alternatives(path: string): readonly string[] {
  const [, before = '', choice, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  return choice === undefined ? [path] : choice.split(',').flatMap((one) => alternatives(before + one + after));
}
