/** A place in the code of an app: `file` is named from its folder, lines and columns count from 1. */
export interface PlaceOfFault {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Code that cannot be loaded. The message names the place: `main.js:3:7: Unexpected token`. */
export class UnloadableCode extends Error {
  override readonly name = 'UnloadableCode';
  readonly place: PlaceOfFault;

  constructor(text: string, place: PlaceOfFault = {}) {
    const named = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
    super(place.file === undefined ? text : `${named}: ${text}`);
    this.place = place;
  }
}
