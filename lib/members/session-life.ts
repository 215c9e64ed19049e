/** A session unused for this long is over. */
export const SESSION_IDLE_MS = 30 * 60_000
/** A session this old is over, however busy. */
export const SESSION_ABSOLUTE_MS = 12 * 60 * 60_000
/** Use is noted at most this often: an idle end may come up to a minute early, and reading doesn't become writing. */
export const SESSION_TOUCH_MS = 60_000

export type SessionTimes = { idleExpiresAt: Date; absoluteExpiresAt: Date; revokedAt: Date | null }

/** Whether a session may be used at an instant; its member and institution must be active besides. */
export function isSessionLive(session: SessionTimes, now: Date): boolean {
  return session.revokedAt === null && now < session.idleExpiresAt && now < session.absoluteExpiresAt
}

/** When a session last used at `now` ends if it isn't used again; never after its absolute end. */
export function idleEnd(now: Date, absoluteExpiresAt: Date): Date {
  return new Date(Math.min(now.getTime() + SESSION_IDLE_MS, absoluteExpiresAt.getTime()))
}
