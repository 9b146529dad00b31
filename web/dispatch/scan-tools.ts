// The ways into a page that scans, beside a scanner that types with nothing focused: the camera, a photograph, a field to type in.
import { messageOf } from '../ledger/refusal';
import { fill, h, icon, icons } from '../pages/dom';
import { readPhotograph, startCamera } from '../scanning/camera';
import type { FrameTexts } from './frame';

export interface ScanUse {
  /** How many characters may be typed. */
  longest: number;
  take(text: string): Promise<void>;
  /** All that a photograph shows: one symbol or more. */
  takeAll(texts: string[]): Promise<void>;
  tell(problem: string): void;
  /** What was told is over. */
  calm(): void;
}

/** @returns The elements, in their order, and what is to be done when another view takes their place. */
export function scanTools({ say }: FrameTexts, { longest, take, takeAll, tell, calm }: ScanUse): { elements: HTMLElement[]; stop: () => void } {
  let stopCamera: (() => void) | null = null;
  const video = h('video', { class: 'camera', muted: true, playsinline: true, hidden: true });
  const typed = h('input', { id: 'typed', placeholder: say('typeHint'), 'aria-label': say('type'), autocomplete: 'off', spellcheck: 'false', maxlength: longest, enterkeyhint: 'send' });
  const photo = h('input', { type: 'file', accept: 'image/*', hidden: true, onchange: () => void look() });
  const tools = h('div', { class: 'tools' });

  const look = async (): Promise<void> => {
    const [file] = photo.files ?? [];
    photo.value = '';
    if (file === undefined) return;
    try {
      const texts = await readPhotograph(file);
      if (texts.length === 0) tell(say('photoNothing'));
      else await takeAll(texts);
    } catch (error) {
      tell(messageOf(error));
    }
  };
  const camera = async (): Promise<void> => {
    if (stopCamera !== null) {
      stopCamera();
      stopCamera = null;
    } else {
      try {
        stopCamera = await startCamera(video, (text) => void take(text));
        calm();
      } catch (error) {
        tell(say(error instanceof DOMException && error.name === 'NotFoundError' ? 'cameraNone' : 'cameraDenied'));
      }
    }
    video.hidden = stopCamera === null;
    draw();
  };
  const draw = (): void => fill(tools,
    h('button', { type: 'button', id: 'camera', 'aria-pressed': String(stopCamera !== null), onclick: () => void camera() }, icon(icons.camera), say(stopCamera === null ? 'camera' : 'cameraOff')),
    h('button', { type: 'button', onclick: () => photo.click() }, icon(icons.scan), say('photo')),
    h('form', { class: 'type', onsubmit: (event: Event) => {
      event.preventDefault();
      const text = typed.value.trim();
      typed.value = '';
      if (text !== '') void take(text);
    } }, typed));

  draw();
  return { elements: [video, tools, photo], stop: () => stopCamera?.() };
}
