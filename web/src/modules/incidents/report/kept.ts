/** Small things the offline report needs again (the list of kinds); no personal data. */
export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(`gx-kept-${name}`, JSON.stringify(value))
  } catch {
    // A full store only costs the offline list.
  }
}
export function kept<T>(name: string): T | undefined {
  const held = localStorage.getItem(`gx-kept-${name}`)
  return held ? (JSON.parse(held) as T) : undefined
}
