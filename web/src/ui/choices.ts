export interface Choice {
  value: string
  label: string
}
export function namedChoices(items: readonly { id: string; name: string }[] | undefined): Choice[] {
  return (items ?? []).map((item) => ({ value: item.id, label: item.name }))
}
