// The camera as a scanner, and photographs.
import type { ToRead, WasRead } from './scan-reader';

// The same code stays in the picture for a while: it is meant once.
const sameFor = 2500;
const between = 90;
const mostPixels = 20_000_000;

class Reader {
  private readonly worker = new Worker('/assets/scan-reader.js', { type: 'module' });
  private readonly open = new Map<number, (texts: string[]) => void>();
  private count = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<WasRead>) => {
      this.open.get(data.id)?.(data.texts);
      this.open.delete(data.id);
    };
  }

  read(picture: ImageData, tryHarder: boolean): Promise<string[]> {
    const id = ++this.count;
    return new Promise((resolve) => {
      this.open.set(id, resolve);
      this.worker.postMessage({ id, picture, tryHarder } satisfies ToRead, [picture.data.buffer]);
    });
  }
}

let reader: Reader | null = null;

/** Starts the camera that looks away from whoever holds the device. @throws DOMException where there is none, or it is denied. */
export async function startCamera(video: HTMLVideoElement, on: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } } });
  video.srcObject = stream;
  await video.play();
  reader ??= new Reader();
  const canvas = document.createElement('canvas');
  const drawing = canvas.getContext('2d', { willReadFrequently: true })!;
  const seen = new Map<string, number>();
  let isOn = true;
  const look = async (): Promise<void> => {
    while (isOn) {
      if (video.readyState >= 2 && video.videoWidth > 0 && !document.hidden) {
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        drawing.drawImage(video, 0, 0);
        const texts = await reader!.read(drawing.getImageData(0, 0, canvas.width, canvas.height), false);
        const now = performance.now();
        for (const text of texts) {
          const isNew = now - (seen.get(text) ?? -sameFor) >= sameFor;
          seen.set(text, now);
          if (isOn && isNew) on(text);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, between));
    }
  };
  void look();
  return () => {
    isOn = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}

/** What is on a photograph. @throws RangeError where it is too large, DOMException where it is no picture. */
export async function readPhotograph(file: Blob): Promise<string[]> {
  const bitmap = await createImageBitmap(file);
  try {
    if (bitmap.width * bitmap.height > mostPixels) throw new RangeError(`a picture of ${bitmap.width} x ${bitmap.height}: must have at most 20 megapixels`);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawing = canvas.getContext('2d')!;
    drawing.drawImage(bitmap, 0, 0);
    reader ??= new Reader();
    return await reader.read(drawing.getImageData(0, 0, bitmap.width, bitmap.height), true);
  } finally {
    bitmap.close();
  }
}
