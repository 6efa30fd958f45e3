interface Node<Value> {
  readonly words: Map<string, Node<Value>>;
  parameter: Node<Value> | undefined;
  /** Where all segments from here on are one parameter. */
  rest: Node<Value> | undefined;
  readonly values: Map<string, { readonly value: Value; readonly names: readonly string[] }>;
}

export interface Found<Value> {
  readonly value: Value;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Finds the value that is registered for a method and a path, segment by segment. Fixed words match in any case and win over parameters,
 * where they lead to the method: `PUT /users/me` is a PUT of the user `me`. Parameters match every segment and keep its case; the last one
 * of a pattern matches one or more of them when a plus stands behind it.
 */
export class RouteTree<Value> {
  readonly #root: Node<Value> = emptyNode();

  /** @throws Error when the pattern is taken */
  add(method: string, pattern: string, value: Value): void {
    let node = this.#root;
    const names: string[] = [];
    for (const part of pattern.split('/').slice(1)) {
      if (part.endsWith('+')) {
        names.push(part.slice(1, -1));
        node = node.rest ??= emptyNode();
      } else if (part.startsWith(':')) {
        names.push(part.slice(1));
        node = node.parameter ??= emptyNode();
      } else node = childFor(node, part.toLowerCase());
    }
    if (node.values.has(method)) throw new Error(`The route ${method} ${pattern} is registered twice.`);
    node.values.set(method, { value, names });
  }

  find(method: string, segments: readonly string[]): Found<Value> | undefined {
    const values: string[] = [];
    const found = seek(this.#root, segments, 0, values, (node) => node.values.get(method));
    return found === undefined ? undefined : { value: found.value, parameters: parametersOf(found.names, values) };
  }

  /** Tells whether anything is registered for a path, by whatever method. */
  knows(segments: readonly string[]): boolean {
    return seek(this.#root, segments, 0, [], ({ values }) => (values.size > 0 ? true : undefined)) === true;
  }
}

/**
 * The first thing that `take` finds at the end of a path, fixed words first.
 * @param values gets the segments in the place of parameters
 */
function seek<Value, Taken>(
  node: Node<Value>,
  segments: readonly string[],
  at: number,
  values: string[],
  take: (node: Node<Value>) => Taken | undefined,
): Taken | undefined {
  const segment = segments[at];
  if (segment === undefined) return take(node);
  const word = node.words.size === 0 ? undefined : (node.words.get(segment) ?? node.words.get(segment.toLowerCase()));
  const taken = word === undefined ? undefined : seek(word, segments, at + 1, values, take);
  if (taken !== undefined) return taken;
  return (
    (node.parameter && within(node.parameter, segment, segments, at + 1, values, take)) ??
    (node.rest && within(node.rest, segments.slice(at).join('/'), segments, segments.length, values, take))
  );
}

/** Goes on behind a parameter, whose value counts where something is found. */
function within<Value, Taken>(
  node: Node<Value>,
  value: string,
  segments: readonly string[],
  at: number,
  values: string[],
  take: (node: Node<Value>) => Taken | undefined,
): Taken | undefined {
  values.push(value);
  const found = seek(node, segments, at, values, take);
  if (found === undefined) values.pop();
  return found;
}

function emptyNode<Value>(): Node<Value> {
  return { words: new Map(), parameter: undefined, rest: undefined, values: new Map() };
}

function childFor<Value>(node: Node<Value>, word: string): Node<Value> {
  let child = node.words.get(word);
  if (child === undefined) node.words.set(word, (child = emptyNode()));
  return child;
}

function parametersOf(names: readonly string[], values: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [index, name] of names.entries()) parameters[name] = values[index] ?? '';
  return parameters;
}
