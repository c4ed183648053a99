/**
 * Seals what waits on the device with AES-GCM where the browser has WebCrypto (TLS or loopback). The key cannot be
 * taken out of the browser. Elsewhere entries lie open in IndexedDB and the page says so.
 */
export interface Sealed {
  iv: Uint8Array | null
  bytes: ArrayBuffer
}

export function canSeal(): boolean {
  return typeof crypto !== 'undefined' && crypto.subtle !== undefined
}
export function makeVaultKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
/** `place` (the entry's key) is bound in, so that sealed parts cannot be swapped between entries. */
export async function seal(key: CryptoKey | null, place: string, bytes: ArrayBuffer): Promise<Sealed> {
  if (!key) return { iv: null, bytes }
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(place)
  return { iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes) }
}
export async function unseal(key: CryptoKey | null, place: string, sealed: Sealed): Promise<ArrayBuffer> {
  if (!sealed.iv) return sealed.bytes
  if (!key) throw new Error('sealed entry without key')
  const additionalData = new TextEncoder().encode(place)
  const iv = sealed.iv as Uint8Array<ArrayBuffer>
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed.bytes)
}
export function textBytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer
}
export function bytesText(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes)
}
