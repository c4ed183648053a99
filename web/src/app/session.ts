/** Who is logged in, and what that person may do. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { read, write } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Session } from '@/api/types'
import { setServerTime } from './time'

const LAST = 'gx-last-session'

export const useSession = defineStore('session', () => {
  const who = shallowRef<Session | null>(null)
  /** The session ended while a page was open: a log-in sheet lies over it, what was typed stays. */
  const ended = ref(false)
  /** The server could not be reached at start; only the offline report works, for the person known last. */
  const offline = ref(false)

  function take(session: Session): void {
    who.value = session
    ended.value = false
    offline.value = false
    setServerTime(session.server_time)
    // Only what the offline report needs; cleared at log-out.
    localStorage.setItem(LAST, JSON.stringify(session))
  }

  async function load(): Promise<void> {
    try {
      take(await read('/api/session'))
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      who.value = null
      const last = localStorage.getItem(LAST)
      if (problem.isOffline && last) {
        who.value = JSON.parse(last) as Session
        offline.value = true
      }
    }
  }
  async function logIn(login: string, password: string): Promise<void> {
    take(await write('post', '/api/session', { login, password }))
  }
  async function firstLogIn(login: string, code: string, newPassword: string): Promise<void> {
    take(await write('post', '/api/session/first', { login, code, new_password: newPassword }))
  }
  async function logOut(): Promise<void> {
    localStorage.removeItem(LAST)
    await write('delete', '/api/session').catch(() => undefined)
    who.value = null
  }
  const may = (permission: string): boolean => who.value?.permissions.includes(permission) ?? false
  const mainPost = computed(() => who.value?.posts[0])
  return { who, ended, offline, load, logIn, firstLogIn, logOut, take, may, mainPost }
})
