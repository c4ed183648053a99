/** The help drawer: which manual page it shows; the shell draws it. */
import { ref } from 'vue'
export const helpPage = ref('')
export function openHelp(page: string): void {
  helpPage.value = page
}
