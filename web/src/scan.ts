/** Codes for a second device, read. */
import decodeQR from "qr/decode.js";

/** The text of the code in a picture, if there is one. */
export function read(image: ImageData): string | undefined {
  try {
    return decodeQR(image);
  } catch {
    return undefined;
  }
}

/** Greatest side of a picture that is looked at. */
const SIDE = 1600;

/** A picture's pixels. */
export function pixels(source: ImageBitmap | HTMLVideoElement): ImageData | undefined {
  const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (width === 0 || height === 0) return undefined;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext("2d");
  context?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height);
}
