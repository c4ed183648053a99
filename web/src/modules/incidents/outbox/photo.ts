/** Makes a photo small on the phone: at most 1600 px, JPEG; the copy carries no EXIF (no place, no device). */
export const PHOTO_SIDE_MAX = 1600
const QUALITY = 0.8

/** Width and height after fitting into the square; never larger than before. */
export function fitted(width: number, height: number, side = PHOTO_SIDE_MAX): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height, 1))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

export async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const size = fitted(picture.width, picture.height)
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('canvas')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, size.width, size.height)
  context.drawImage(picture, 0, 0, size.width, size.height)
  picture.close()
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('canvas'))), 'image/jpeg', QUALITY),
  )
}

const drawn = new WeakMap<HTMLCanvasElement, Blob>()
/** Draws the middle square of a picture into the canvas, once per picture. */
export async function draw(canvas: HTMLCanvasElement, content: Blob): Promise<void> {
  if (drawn.get(canvas) === content) return
  drawn.set(canvas, content)
  const picture = await createImageBitmap(content)
  const side = Math.min(picture.width, picture.height)
  const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2]
  canvas.getContext('2d')?.drawImage(picture, x, y, side, side, 0, 0, canvas.width, canvas.height)
  picture.close()
}
