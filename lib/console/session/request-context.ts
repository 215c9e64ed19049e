import { headers } from 'next/headers'
import { type RequestId, randomId } from '#lib/kernel/ids.ts'
import type { Visitor } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'

const REQUEST_ID = /^req_[0-9A-Za-z]{22}$/
const MAX_USER_AGENT = 300

/**
 * Who makes this request, before anybody has signed in. The address and the request's id are the outer listener's
 * word, which drops what a client says about either.
 */
export async function readVisitor(): Promise<Visitor> {
  const list = await headers()
  const stated = list.get('x-request-id')
  return {
    // The shape was checked; the brand exists only in the type system.
    requestId: stated && REQUEST_ID.test(stated) ? (stated as RequestId) : randomId('request'),
    ip: services().peerOf(list),
    userAgent: list.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
  }
}
