/** A trail note is codes and counts, often as JSON; people read it as "name: value". */
export function plainNote(note: string): string {
  if (!note.startsWith('{')) return note
  try {
    return Object.entries(JSON.parse(note) as Record<string, unknown>)
      .filter(([name, value]) => !(name === 'objects' && String(value) === '0'))
      .map(([name, value]) => `${name}: ${typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)}`)
      .join('; ')
  } catch {
    return note
  }
}
