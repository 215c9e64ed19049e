import { getIronSession, type SessionOptions } from 'iron-session'
import { cookies } from 'next/headers'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { areCookiesSecure, cookieName } from './session/cookie-names.ts'

/** Why a member looks people up: the purpose holds until it is changed, the relationship only for one person. */
export type InquiryContext = { purpose: Purpose; relationship: string | null }

/** Under which proposal or contract a person is looked up in this session. */
type PersonContext = { person: string; relationship: string | null }

type Sealed = { sessionId?: string; purpose?: Purpose; recent?: PersonContext[] }

const TTL_SECONDS = 12 * 60 * 60
const MOST_RECENT = 8

function sealOptions(): SessionOptions {
  const { preferencesSecret, publicUrl } = services().portal
  return {
    cookieName: cookieName('crivo-finalidade', publicUrl),
    password: preferencesSecret.reveal(),
    ttl: TTL_SECONDS,
    cookieOptions: { httpOnly: true, sameSite: 'strict', secure: areCookiesSecure(publicUrl), path: '/' },
  }
}

async function open() {
  return getIronSession<Sealed>(await cookies(), sealOptions())
}

/** What this session has chosen; null before the first choice. A seal of another session, or an old one, is none. */
export async function readInquiryContext(live: LiveSession, person?: string): Promise<InquiryContext | null> {
  const { sessionId, purpose, recent } = await open()
  if (sessionId !== live.id || !purpose || !live.actor.purposes.includes(purpose)) return null
  return { purpose, relationship: recent?.find((inquiry) => inquiry.person === person)?.relationship ?? null }
}

/** Keeps a purpose for the look-ups that follow, where a list was asked for and no person yet; only an action may call it. */
export async function keepPurpose(live: LiveSession, purpose: Purpose): Promise<void> {
  const sealed = await open()
  if (sealed.sessionId === live.id && sealed.purpose === purpose) return
  if (sealed.sessionId !== live.id) sealed.recent = []
  sealed.sessionId = live.id
  sealed.purpose = purpose
  await sealed.save()
}

/** Keeps the choice for the look-ups that follow, and the person's among the last ones; only an action may call it. */
export async function keepInquiry(live: LiveSession, purpose: Purpose, inquiry: PersonContext): Promise<void> {
  const sealed = await open()
  const before = sealed.sessionId === live.id ? (sealed.recent ?? []) : []
  sealed.sessionId = live.id
  sealed.purpose = purpose
  sealed.recent = [inquiry, ...before.filter(({ person }) => person !== inquiry.person)].slice(0, MOST_RECENT)
  await sealed.save()
}
