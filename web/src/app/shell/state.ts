/** What parts of the shell share. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const commandOpen = ref(false)

export const useBadges = defineStore('badges', () => {
  const tasks = ref(0)
  const notices = ref(0)
  const clocks = ref(0)
  return { tasks, notices, clocks }
})
