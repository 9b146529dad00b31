// Elements, made where they are used.

type Child = Node | string | number | null | undefined | false | Child[];
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** An element with attributes, listeners (`onclick`) and children. What is null, undefined or false is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

function append(to: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(to, child);
    else if (child !== null && child !== undefined && child !== false) to.append(child instanceof Node ? child : String(child));
  }
}

/** Puts elements in the place of all that is there. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

const svg = 'http://www.w3.org/2000/svg';

/** A picture of one path in a square of 24, for the eye alone. */
export function icon(path: string, className = 'icon'): SVGSVGElement {
  const picture = document.createElementNS(svg, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', class: className, 'aria-hidden': 'true', focusable: 'false' })) picture.setAttribute(name, value);
  const line = document.createElementNS(svg, 'path');
  line.setAttribute('d', path);
  picture.append(line);
  return picture;
}

export const icons = {
  box: 'M3 8l9-5 9 5v8l-9 5-9-5V8zm0 0l9 5 9-5M12 13v8M7.5 5.5l9 5',
  check: 'M4 13l5 5L20 6',
  checks: 'M1 13l5 5L16 7M11 17l1 1L23 7',
  cross: 'M5 5l14 14M19 5L5 19',
  camera: 'M3 8h4l2-3h6l2 3h4v11H3V8zm9 2.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7z',
  undo: 'M9 7L4 12l5 5M4 12h10a6 6 0 010 12',
  key: 'M14 10a4 4 0 11-1.2 2.8L4 21.5 2 20l1.5-1.5M6 17l2 2M14.5 9.5h.01',
  print: 'M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7v-7z',
  file: 'M6 2h8l5 5v15H6V2zm8 0v5h5M9 13h7M9 17h7',
  list: 'M4 6h16M4 12h16M4 18h16',
  gear: 'M12 9a3 3 0 100 6 3 3 0 000-6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M19 5l-3 3M8 16l-3 3',
  wait: 'M12 3a9 9 0 100 18 9 9 0 000-18zm0 4v5l4 2',
  scan: 'M3 8V4h4M17 4h4v4M21 16v4h-4M7 20H3v-4M7 8v8M10.5 8v8M14 8v8M17 8v8',
};
