import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { InvitationList } from '#components/team/invitation-list.tsx'
import { InviteForm } from '#components/team/invite-form.tsx'
import { MemberList } from '#components/team/member-list.tsx'
import { Card, CardHeader } from '#components/ui/card.tsx'
import { ListSkeleton } from '#components/ui/list-skeleton.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import {
  changeMemberRole,
  endMemberSessions,
  inviteMember,
  resetSecondFactor,
  resumeMember,
  revokeInvitation,
  suspendMember,
} from '#lib/console/actions/team.ts'
import { readPreferences } from '#lib/console/preferences.ts'
import { readInvitations, readMembers } from '#lib/console/read/team.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('team'))('title') }
}

export default async function TeamPage() {
  const live = await requireMember('equipe:administrar')
  const t = await getTranslations('team')
  const { locale } = await readPreferences()
  return (
    <PageFrame title={t('title')} description={t('description', { institution: live.institution.name })}>
      <ClientWords sections={['team', 'roles', 'roleMeanings', 'errors']}>
        <div className="grid gap-6">
          <Card>
            <CardHeader title={t('inviteTitle')} description={t('inviteDescription')} />
            <InviteForm inviteMember={inviteMember} language={locale} />
          </Card>
          <Card>
            <CardHeader title={t('invitations')} />
            <Suspense fallback={<ListSkeleton />}>
              <InvitationList invitations={readInvitations(live)} revokeInvitation={revokeInvitation} />
            </Suspense>
          </Card>
          <Card>
            <CardHeader title={t('members')} />
            <Suspense fallback={<ListSkeleton />}>
              <MemberList
                members={readMembers(live)}
                self={live.member.id}
                actions={{ changeMemberRole, suspendMember, resumeMember, endMemberSessions, resetSecondFactor }}
              />
            </Suspense>
          </Card>
        </div>
      </ClientWords>
    </PageFrame>
  )
}
