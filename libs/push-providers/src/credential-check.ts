/** The result of "test credentials": whether they are good, and the answer of the provider in a word or two, such as `403 InvalidProviderToken`. */
export interface CredentialCheck {
  readonly ok: boolean;
  readonly answer: string;
}
