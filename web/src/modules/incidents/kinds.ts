/** Pictures for kinds; kinds themselves are data of the server. */
import type { IconName } from '@/ui/icons'

const pictures: [RegExp, IconName][] = [
  [/fire/, 'fire'],
  [/theft|stolen/, 'theft'],
  [/injury|fight/, 'injury'],
  [/vehicle|traffic|errand/, 'car'],
  [/equipment/, 'tool'],
  [/disaster|storm|typhoon|flood|rain|nature/, 'storm'],
  [/sensitive|media/, 'eye'],
  [/news|dynamic/, 'news'],
  [/threat|staff|public_damage/, 'person'],
]
export function kindIcon(key: string): IconName {
  return pictures.find(([pattern]) => pattern.test(key))?.[1] ?? 'other'
}
/** Grades from the least; a reporter may raise a grade, never lower it. */
export const GRADES = ['ordinary', 'major', 'urgent'] as const
