import { callOf } from '#lib/members/call-of.ts'
import { services } from '#lib/runtime/services.ts'
import { PreferencesInput, writePreferences } from './preferences.ts'
import { currentMember } from './session/current-member.ts'
import { readVisitor } from './session/request-context.ts'

/**
 * Keeps what a person chose: in a cookie for this browser, and the language also with the member, for the mails we
 * write. False where the input isn't a choice that exists.
 */
export async function keepPreferences(raw: unknown): Promise<boolean> {
  const parsed = PreferencesInput.safeParse(raw)
  if (!parsed.success) return false
  await writePreferences(parsed.data)
  const live = parsed.data.locale ? await currentMember() : null
  if (live && parsed.data.locale) {
    await services().members.changeLanguage(callOf(live, await readVisitor()), { language: parsed.data.locale })
  }
  return true
}
