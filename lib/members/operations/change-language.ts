import { defineMembersOperation } from '../operation.ts'
import { ChangeLanguageInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

/** The language in which Crivo writes to the member. Idempotent. */
export const changeLanguage = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'language.changed', tier: 'committed', subjects: () => [] },
  input: ChangeLanguageInput,
  async run({ changes }, { language }, call) {
    const actor = requireMember(call)
    await changes.commit((rows) => rows.members.setLanguage(actor.id, language))
  },
})
