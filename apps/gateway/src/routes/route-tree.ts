interface Node<Value> {
  readonly words: Map<string, Node<Value>>;
  parameter: Node<Value> | undefined;
  readonly values: Map<string, { readonly value: Value; readonly names: readonly string[] }>;
}

export interface Found<Value> {
  readonly value: Value;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Finds the value that is registered for a method and a path, segment by segment. Fixed words match in any case and win over parameters;
 * parameters match every segment and keep its case.
 */
export class RouteTree<Value> {
  readonly #root: Node<Value> = emptyNode();

  /** @throws Error when the pattern is taken */
  add(method: string, pattern: string, value: Value): void {
    let node = this.#root;
    const names: string[] = [];
    for (const part of pattern.split('/').slice(1)) {
      if (part.startsWith(':')) {
        names.push(part.slice(1));
        node = node.parameter ??= emptyNode();
      } else node = childFor(node, part.toLowerCase());
    }
    if (node.values.has(method)) throw new Error(`The route ${method} ${pattern} is registered twice.`);
    node.values.set(method, { value, names });
  }

  find(method: string, segments: readonly string[]): Found<Value> | undefined {
    const values: string[] = [];
    const found = this.#nodeOf(segments, values)?.values.get(method);
    return found === undefined ? undefined : { value: found.value, parameters: parametersOf(found.names, values) };
  }

  /** Tells whether anything is registered for a path, by whatever method. */
  knows(segments: readonly string[]): boolean {
    return (this.#nodeOf(segments, [])?.values.size ?? 0) > 0;
  }

  /** @param values gets the segments in the place of parameters */
  #nodeOf(segments: readonly string[], values: string[]): Node<Value> | undefined {
    let node = this.#root;
    for (const segment of segments) {
      const word = node.words.size === 0 ? undefined : (node.words.get(segment) ?? node.words.get(segment.toLowerCase()));
      const next = word ?? node.parameter;
      if (next === undefined) return undefined;
      if (word === undefined) values.push(segment);
      node = next;
    }
    return node;
  }
}

function emptyNode<Value>(): Node<Value> {
  return { words: new Map(), parameter: undefined, values: new Map() };
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
