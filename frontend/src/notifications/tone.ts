/** Two soft notes, made on the spot: there is no file to load. */

const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 880, at: 0.11 },
];
const LENGTH_S = 0.32;
const VOLUME = 0.16;

let context: AudioContext | undefined;

/** Silent where the browser has no sound, or doesn't allow any before somebody clicked in this tab. */
export function playTone(): void {
  if (!("AudioContext" in globalThis)) return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  for (const { hertz, at } of NOTES) playNote(context, hertz, context.currentTime + at);
}

function playNote(audio: AudioContext, hertz: number, start: number): void {
  const note = new OscillatorNode(audio, { type: "sine", frequency: hertz });
  const loudness = new GainNode(audio, { gain: 0 });
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(VOLUME, start + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + LENGTH_S);
  note.connect(loudness).connect(audio.destination);
  note.start(start);
  note.stop(start + LENGTH_S);
}
