import { SaxesParser } from 'saxes';

/** An element; names are local ones, without their prefixes. */
export interface XmlElement {
  readonly name: string;
  /** The address of its namespace; empty for none. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text in it, that of its children included. */
  readonly text: string;
}

interface Open {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: Open[];
  text: string;
}

/** Elements one inside the other; notifications have five. */
const DEPTH_MAX = 50;

/** The root, or undefined where the text is no well-formed XML. A document type, and so any entity of one's own, counts as bad. */
export function parseXml(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const open: Open[] = [];
  let root: Open | undefined;
  const fail = (): never => {
    throw new Error('Bad XML.');
  };
  parser.on('error', fail);
  parser.on('doctype', fail);
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (open.length >= DEPTH_MAX) fail();
    const own = Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));
    const element: Open = { name: local, namespace: uri, attributes: own, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (part: string) => {
    for (const element of open) element.text += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return root;
}

/** The first element of that name inside, at any depth. */
export function findElement(within: XmlElement, name: string): XmlElement | undefined {
  for (const child of within.children) {
    const found = child.name === name ? child : findElement(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All elements of that name inside, in order. */
export function elementsOf(within: XmlElement, name: string): readonly XmlElement[] {
  return within.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsOf(child, name)]);
}
