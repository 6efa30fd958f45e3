import type { Script } from './behaviours.ts';

/** A script's word about one message. */
export interface ScriptedFate {
  readonly fate: string;
  readonly retryAfterSeconds?: number;
  readonly goneSince?: number;
}

/** The scripts of a simulator, and how far each device has come in its own. */
export class Scripts {
  private readonly byToken = new Map<string, Script>();
  private readonly byPrefix: { readonly prefix: string; readonly script: Script }[] = [];
  private readonly played = new Map<string, number>();

  get count(): { readonly tokens: number; readonly prefixes: number } {
    return { tokens: this.byToken.size, prefixes: this.byPrefix.length };
  }

  add(script: Script): void {
    if ('tokens' in script) {
      for (const token of script.tokens) {
        this.byToken.set(token, script);
        this.played.delete(token);
      }
    } else this.byPrefix.unshift({ prefix: script.prefix, script });
  }

  /** The next fate of that device; undefined where no script, or none any more, speaks of it. A list goes before a prefix. */
  next(token: string): ScriptedFate | undefined {
    const script = this.byToken.get(token) ?? this.byPrefix.find(({ prefix }) => token.startsWith(prefix))?.script;
    if (script === undefined) return undefined;
    const { fates, repeat, retryAfterSeconds, goneSince } = script;
    let step = 0;
    if (fates.length > 1 || !repeat) {
      step = this.played.get(token) ?? 0;
      this.played.set(token, step + 1);
    }
    const fate = fates[step] ?? (repeat ? fates.at(-1) : undefined);
    return fate === undefined ? undefined : { fate, retryAfterSeconds, goneSince };
  }

  clear(): void {
    this.byToken.clear();
    this.byPrefix.length = 0;
    this.played.clear();
  }
}
