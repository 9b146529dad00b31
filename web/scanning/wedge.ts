// A scanner that types: USB and Bluetooth scanners are keyboards. Nothing need be focused; what is typed into a field is the field's.

// A scanner takes a few milliseconds a character, a person far longer.
const forgotten = 1000;

/** Hands on each text that ends in Enter or Tab. Returns what stops it. */
export function listenToWedge(on: (text: string) => void): () => void {
  let [typed, last] = ['', 0];
  const listen = (event: KeyboardEvent): void => {
    if (event.ctrlKey && event.key === ']') {
      // How scanners type FNC1 (GS, 0x1D).
      typed += '\x1d';
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    if (event.timeStamp - last > forgotten) typed = '';
    last = event.timeStamp;
    if ((event.key === 'Enter' || event.key === 'Tab') && typed.length > 2) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = typed;
      typed = '';
      on(text);
    } else if (event.key.length === 1) {
      typed += event.key;
      // A blank or a letter would press what is focused, or scroll.
      if (typed.length > 1 || event.key !== ' ') event.preventDefault();
    }
  };
  document.addEventListener('keydown', listen, { capture: true });
  return () => document.removeEventListener('keydown', listen, { capture: true });
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
    || (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file'].includes(target.type)));
