/* Pictures made small and recordings made, before they are kept. */
const SIDE = 2560; // the server keeps no more
const QUALITY = 0.85;
const LONGEST_MS = 120_000;
const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]];

/** A photo upright, at most SIDE on its longer side, without place and maker; the original where this browser cannot draw it. */
export const smaller = async (file) => {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return drawn || file;
  } catch {
    return file;
  }
};

/** 录音: one press begins, another ends; two minutes at most. */
export const recorder = (button, { able, words, done, refused }) => {
  const kind = window.MediaRecorder && KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
  if (!able || !kind || !navigator.mediaDevices) return;
  const [type, ending] = kind;
  const label = button.querySelector("span");
  let running = null;
  button.hidden = false;
  const ended = () => {
    running = null;
    button.classList.remove("is-recording");
    label.textContent = words.record;
  };
  button.addEventListener("click", async () => {
    if (running) return running.stop();
    try {
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
      const pieces = [];
      running = new MediaRecorder(sound, { mimeType: type, audioBitsPerSecond: 24_000 });
      running.addEventListener("dataavailable", ({ data }) => data.size && pieces.push(data));
      running.addEventListener("stop", () => {
        sound.getTracks().forEach((track) => track.stop());
        ended();
        if (pieces.length) done(new Blob(pieces, { type: type.split(";")[0] }), ending);
      });
      running.start();
      setTimeout(() => running && running.state === "recording" && running.stop(), LONGEST_MS);
      button.classList.add("is-recording");
      label.textContent = words.recording;
    } catch {
      ended();
      refused();
    }
  });
};
