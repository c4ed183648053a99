/** The small forms of the people page. */
import { write } from '@/api/client'
import type { AccountCode, Person, Post } from '@/api/types'
import { t } from '@/app/i18n'
import { fromInput, serverNow, toInput } from '@/app/time'
import { namedChoices } from '@/ui/choices'
import { filled, type OpenForm } from '../form'

export interface PersonForms {
  add: () => OpenForm
  change: (person: Person) => OpenForm
  givePost: (person: Person) => OpenForm
  endPost: (person: Person, held: Person['posts'][number]) => OpenForm
  openAccount: (person: Person) => OpenForm
  resetAccount: (person: Person) => OpenForm
  leave: (person: Person) => OpenForm
}

export function personForms(showCode: (code: AccountCode) => void, posts: () => readonly Post[]): PersonForms {
  const refresh = ['people', 'posts']
  const contact = [
    { key: 'phone', label: t('people.phone'), most: 30 },
    { key: 'mail', label: t('people.mail'), most: 120 },
  ]
  return {
    add: () => ({
      title: t('people.add'), submit: t('action.save'), refresh,
      fields: [{ key: 'staff_number', label: t('people.staff_number'), required: true, most: 30 }, { key: 'name', label: t('people.name'), required: true, most: 60 }, ...contact],
      send: (v) => write('post', '/api/people', { staff_number: v['staff_number'] ?? '', name: v['name'] ?? '', ...filled(v, 'phone', 'mail') }),
    }),
    change: (person) => ({
      title: t('org.change', { name: person.name }), hint: t('people.change_hint'), submit: t('action.save'), refresh,
      fields: [{ key: 'name', label: t('people.name'), required: true, start: person.name, most: 60 }, ...contact],
      send: (v) => write('patch', '/api/people/{id}', filled(v, 'name', 'phone', 'mail'), { path: { id: person.id }, rev: Number(person.rev) }),
    }),
    givePost: (person) => ({
      title: t('people.give_post_to', { name: person.name }), submit: t('action.save'), refresh,
      fields: [
        { key: 'post', label: t('org.post'), kind: 'choice', required: true, choices: namedChoices(posts()) },
        { key: 'from', label: t('people.from'), kind: 'moment', required: true, start: toInput(serverNow()) },
        { key: 'to', label: t('people.to'), kind: 'moment', hint: t('people.to_hint') },
      ],
      send: (v) => write('post', '/api/people/{id}/posts', { post: v['post'] ?? '', from: fromInput(v['from'] ?? ''), ...(v['to'] ? { to: fromInput(v['to']) } : {}) }, { path: { id: person.id } }),
    }),
    endPost: (person, held) => ({
      title: t('people.end_post', { post: held.post.name, name: person.name }), hint: t('people.end_hint'), submit: t('people.end'), danger: true, refresh, fields: [],
      send: () => write('delete', '/api/holdings/{id}', undefined, { path: { id: held.holding } }),
    }),
    openAccount: (person) => ({
      title: t('people.open_account_for', { name: person.name }), hint: t('people.open_hint'), submit: t('people.open_account'), refresh,
      fields: [{ key: 'login', label: t('login.login'), required: true, start: person.staff_number, most: 64 }],
      send: async (v) => showCode(await write('post', '/api/accounts', { person: person.id, login: v['login'] ?? '' })),
    }),
    resetAccount: (person) => ({
      title: t('people.reset_for', { name: person.name }), hint: t('people.reset_hint'), submit: t('people.reset'), danger: true, refresh, fields: [],
      send: async () => showCode(await write('post', '/api/accounts/{id}/reset', undefined, { path: { id: person.account?.id ?? '' } })),
    }),
    leave: (person) => ({
      title: t('people.leave_of', { name: person.name }), hint: t('people.leave_hint'), submit: t('people.leave'), danger: true, refresh,
      fields: [{ key: 'at', label: t('people.leave_at'), kind: 'moment', required: true, start: toInput(serverNow()) }],
      send: (v) => write('post', '/api/people/{id}/leave', { at: fromInput(v['at'] ?? '') }, { path: { id: person.id } }),
    }),
  }
}
