// The scanning page: camera, photograph or typing, and on to the page of what was found.
import { readScan } from '../barcodes';
import { readPhotograph, startCamera } from '../scanning/camera';
import { follow, type Tell } from './follow';
import { textsOf } from './page-texts';
import en from './scan.en.json';
import zh from './scan.zh.json';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const say = textsOf({ zh, en });
const [view, video, said, again, torch, choices] = [find('view'), find<HTMLVideoElement>('video'), find('said'), find<HTMLButtonElement>('again'), find<HTMLButtonElement>('torch'), find('choices')];
let stop: (() => void) | null = null;

const tell: Tell = (text, wrong = false) => {
  said.textContent = text;
  said.classList.toggle('wrong', wrong);
};

function close(): void {
  stop?.();
  stop = null;
  view.hidden = true;
}

function take(text: string): void {
  const mayVibrate = 'vibrate' in navigator && navigator.userActivation?.hasBeenActive;
  if (follow(text, say, tell, choices)) {
    if (mayVibrate) navigator.vibrate(60);
    close();
  }
}

async function open(): Promise<void> {
  again.hidden = true;
  if (!isSecureContext) {
    const address = document.querySelector<HTMLMetaElement>('meta[name="secure-address"]')!.content;
    return tell(`${say('insecure')} ${address}`, true);
  }
  tell(say('starting'));
  try {
    view.hidden = false;
    stop = await startCamera(video, take);
    tell(say('aim'));
    offerTorch();
  } catch (error) {
    close();
    const name = error instanceof DOMException ? error.name : '';
    const busy = name === 'NotReadableError' || name === 'AbortError';
    again.hidden = name === 'NotFoundError';
    tell(say(name === 'NotAllowedError' ? 'denied' : busy ? 'busy' : 'none'), true);
  }
}

// A light beside the lens, where the device says that it has one.
function offerTorch(): void {
  const track = (video.srcObject as MediaStream | null)?.getVideoTracks()[0];
  const has = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true;
  torch.hidden = !has;
  torch.onclick = () => {
    const on = torch.getAttribute('aria-pressed') !== 'true';
    void track!.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).then(() => {
      torch.setAttribute('aria-pressed', String(on));
      torch.textContent = say(on ? 'torchOff' : 'torchOn');
    });
  };
}

find<HTMLInputElement>('photograph').addEventListener('change', (event) => {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  input.value = '';
  if (file === undefined) return;
  tell(say('reading'));
  readPhotograph(file).then(
    (texts) => (texts.length === 0 ? tell(say('nothingSeen'), true) : take(texts.find((text) => readScan(text).subject !== null) ?? texts[0]!)),
    (error: unknown) => tell(say(error instanceof RangeError ? 'tooLarge' : 'noPicture'), true));
});

// What is typed is read here: a covered code typed by mistake goes nowhere.
find<HTMLFormElement>('typed').addEventListener('submit', (event) => {
  event.preventDefault();
  take(find<HTMLInputElement>('code').value);
});

again.addEventListener('click', () => void open());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) close();
  else if (stop === null && choices.childElementCount === 0 && again.hidden) void open();
});
if (navigator.userAgent.includes('MicroMessenger')) tell(say('wechat'), true);
else void open();
