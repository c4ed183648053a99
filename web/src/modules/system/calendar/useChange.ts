/** A change of the calendar in two steps: look at what it would do, then confirm it on the calendar that was seen. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { newKey } from '@/api/client'
import type { CalendarChange } from '@/api/types'
import { useAct } from '../useAct'

export interface Confirmed {
  dry_run: boolean
  rev?: number
  key: string
}
export interface ChangeSteps {
  preview: ShallowRef<CalendarChange | null>
  made: ShallowRef<CalendarChange | null>
  busy: Ref<boolean>
  problem: ShallowRef<unknown>
  look: () => Promise<boolean>
  confirm: () => Promise<boolean>
  forget: () => void
}
export function useChange(send: (how: Confirmed) => Promise<CalendarChange>): ChangeSteps {
  const { busy, problem, run } = useAct()
  const preview = shallowRef<CalendarChange | null>(null)
  const made = shallowRef<CalendarChange | null>(null)
  const key = ref(newKey())
  function forget(): void {
    preview.value = made.value = problem.value = null
    key.value = newKey()
  }
  const look = (): Promise<boolean> => (forget(), run(async () => void (preview.value = await send({ dry_run: true, key: newKey() }))))
  const confirm = (): Promise<boolean> =>
    run(async () => {
      made.value = await send({ dry_run: false, rev: Number(preview.value?.rev ?? 0), key: key.value })
      preview.value = null
    }, 'calendar')
  return { preview, made, busy, problem, look, confirm, forget }
}
