/** One act of a page: busy while it runs, its refusal kept for the form, lists refreshed after it. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { refresh } from '@/api/queries'

export interface Act {
  busy: Ref<boolean>
  problem: ShallowRef<unknown>
  run: (act: () => Promise<unknown>, ...topics: string[]) => Promise<boolean>
}
export function useAct(): Act {
  const busy = ref(false)
  const problem = shallowRef<unknown>(null)
  async function run(act: () => Promise<unknown>, ...topics: string[]): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await act()
      return true
    } catch (refused) {
      problem.value = refused
      return false
    } finally {
      busy.value = false
      refresh(...topics)
    }
  }
  return { busy, problem, run }
}
