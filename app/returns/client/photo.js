// @ts-check
// A phone's photo may be larger than what the server takes; it keeps 2,048 px of it anyway.

const MOST_BYTES = 8000000; // of the 8 MiB of a whole request
const SIDE_PX = 2048;

/**
 * A photo as it can be sent; null when it is too large and no picture that this browser can draw.
 * @param {File} file
 * @returns {Promise<Blob | null>}
 */
export async function sendable(file) {
  if (file.size <= MOST_BYTES) return file;
  try {
    return await drawnSmaller(await createImageBitmap(file));
  } catch (undrawable) {
    return null;
  }
}

/**
 * @param {ImageBitmap} picture
 * @returns {Promise<Blob | null>}
 */
function drawnSmaller(picture) {
  const scale = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((drawn) => canvas.toBlob(drawn, 'image/jpeg', 0.9));
}
