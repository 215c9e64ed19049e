import { type AccessKey, statusAt } from '#lib/keys/key.ts'
import type { KeyStatus } from '#lib/keys/schemas.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { readVisitor } from '../session/request-context.ts'
import { readMembers } from './team.ts'

const PAGE = 100
const MOST_PAGES = 5

/** A key, what it is by now, and whose names stand behind the ids in it; null for whoever isn't in the team. */
export type ShownKey = { key: AccessKey; status: KeyStatus; createdBy: Asker; approvedBy: string | null; own: boolean }
export type Asker = { kind: 'person'; email: string } | { kind: 'key' | 'installation' | 'unknown' }

/** The institution's keys, newest first, and whether there is anybody else to approve one. */
export async function readKeys(live: LiveSession): Promise<{ keys: readonly ShownKey[]; secondAdmin: boolean }> {
  const call = callOf(live, await readVisitor())
  const members = await readMembers(live)
  const keys: ShownKey[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found: Awaited<ReturnType<ReturnType<typeof services>['keys']['listKeys']>> = await services().keys.listKeys(
      call,
      { limite: PAGE, ...(cursor === null ? {} : { cursor }) },
    )
    keys.push(...found.items.map((key) => shown(key, found.at, live, members)))
    cursor = found.next
    if (cursor === null) break
  }
  const others = members.filter(
    ({ id, role, status }) => role === 'admin' && status === 'active' && id !== live.member.id,
  )
  return { keys, secondAdmin: others.length > 0 }
}

/** One of the institution's keys. Throws `recurso_nao_encontrado`. */
export async function readKey(live: LiveSession, id: string): Promise<ShownKey> {
  const { key, at } = await services().keys.findKey(callOf(live, await readVisitor()), { id })
  return shown(key, at, live, await readMembers(live))
}

type Members = Awaited<ReturnType<typeof readMembers>>

function shown(key: AccessKey, at: Date, live: LiveSession, members: Members): ShownKey {
  const emailOf = (id: string | null) => members.find((member) => member.id === id)?.email ?? null
  return {
    key,
    status: statusAt(key, at),
    createdBy: askerOf(key.createdBy, emailOf(key.createdBy)),
    approvedBy: emailOf(key.approvedBy),
    own: key.createdBy === live.member.id,
  }
}

function askerOf(id: string | null, email: string | null): Asker {
  if (email !== null) return { kind: 'person', email }
  if (id === null) return { kind: 'installation' }
  return { kind: id.startsWith('crk_') ? 'key' : 'unknown' }
}
