/** True on narrow screens; phones get cards and native inputs instead of tables and pop-ups. Paper is no phone. */
import { onScopeDispose, ref, type Ref } from 'vue'
export function usePhone(): Ref<boolean> {
  const query = matchMedia('screen and (max-width: 759px)')
  const phone = ref(query.matches)
  const change = (): void => void (phone.value = query.matches)
  query.addEventListener('change', change)
  onScopeDispose(() => query.removeEventListener('change', change))
  return phone
}
