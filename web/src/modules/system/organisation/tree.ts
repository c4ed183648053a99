/** Departments come flat with a parent; the page shows a tree. A parent that is not in sight makes a root. */
import type { Department } from '@/api/types'
export interface Branch {
  department: Department
  below: Branch[]
}
export function branches(all: readonly Department[]): Branch[] {
  const known = new Map(all.map((department) => [department.id, { department, below: [] as Branch[] }]))
  const roots: Branch[] = []
  for (const branch of known.values()) {
    const above = branch.department.parent ? known.get(branch.department.parent) : undefined
    ;(above ? above.below : roots).push(branch)
  }
  return roots
}
