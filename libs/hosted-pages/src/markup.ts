const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** A piece of markup. Only `markup` makes them, so that no text gets among them unescaped. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static from(strings: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(strings.map((piece, index) => piece + print(values[index])).join(''));
  }

  toString(): string {
    return this.#markup;
  }
}

/** Texts are escaped, pieces of markup stand as they are, undefined is nothing. */
export type HtmlValue = Html | string | undefined;

/**
 * Markup with values in it: markup`<p title="${text}">${text}</p>`.
 *
 * Values may stand between tags and inside of quoted attributes, since they are escaped for these places: never in scripts or styles,
 * outside of quotes, or as the scheme of an address.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.from(strings, values);
}

function print(value: HtmlValue): string {
  if (value === undefined) return '';
  return value instanceof Html ? value.toString() : value.replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}
