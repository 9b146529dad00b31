// Three sounds that nobody takes for one another, and a buzz for whoever holds the station in the hand. What is heard is always seen as well.

export type Tone = 'ok' | 'wrong' | 'done';

// Hertz, from and for how long in seconds.
const notes: Record<Tone, { shape: OscillatorType; notes: [number, number, number][] }> = {
  ok: { shape: 'sine', notes: [[1175, 0, 0.08]] },
  done: { shape: 'sine', notes: [[784, 0, 0.09], [988, 0.1, 0.09], [1319, 0.2, 0.16]] },
  wrong: { shape: 'square', notes: [[165, 0, 0.16], [147, 0.22, 0.24]] },
};
const buzzes: Record<Tone, number[]> = { ok: [30], done: [40, 40, 40], wrong: [180, 80, 180] };

let audio: AudioContext | null = null;

export function sound(tone: Tone, isOn: boolean): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(buzzes[tone]);
  if (!isOn) return;
  audio ??= new AudioContext();
  // Browsers keep it silent until something was pressed.
  if (audio.state !== 'running') void audio.resume();
  const { shape, notes: played } = notes[tone];
  for (const [frequency, from, length] of played) {
    const [tuned, volume, at] = [audio.createOscillator(), audio.createGain(), audio.currentTime + from];
    tuned.type = shape;
    tuned.frequency.value = frequency;
    volume.gain.setValueAtTime(tone === 'wrong' ? 0.08 : 0.18, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tuned.connect(volume).connect(audio.destination);
    tuned.start(at);
    tuned.stop(at + length);
  }
}
