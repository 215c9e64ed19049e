import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CreateKey } from '#components/keys/create-key.tsx'
import { KeyTable } from '#components/keys/key-table.tsx'
import { PendingKeys } from '#components/keys/pending-keys.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { Card, CardHeader } from '#components/ui/card.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { approveKey, createKey, refuseKey, tryKey } from '#lib/console/actions/keys.ts'
import { readKeys } from '#lib/console/read/keys.ts'
import { requireMember } from '#lib/console/session/current-member.ts'
import { tiersUpTo } from '#lib/keys/schemas.ts'
import { services } from '#lib/runtime/services.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('title') }
}

export default async function KeysPage() {
  const live = await requireMember('chaves:administrar')
  const t = await getTranslations('keys')
  const { keys, secondAdmin } = await readKeys(live)
  const pending = keys.filter(({ status }) => status === 'pendente')
  const { tier, name } = live.institution
  return (
    <ClientWords sections={['keys', 'purposes', 'errors']}>
      <PageFrame
        title={t('title')}
        description={t('description', { institution: name })}
        actions={
          <CreateKey
            tiers={tiersUpTo(tier)}
            purposes={live.actor.purposes}
            publicUrl={services().portal.publicUrl}
            createKey={createKey}
            tryKey={tryKey}
          />
        }
      >
        <div className="grid grid-cols-1 gap-6">
          {pending.length > 0 ? (
            <PendingKeys keys={pending} secondAdmin={secondAdmin} approveKey={approveKey} refuseKey={refuseKey} />
          ) : null}
          <Card>
            <CardHeader title={t('list')} />
            <KeyTable keys={keys} />
          </Card>
        </div>
      </PageFrame>
    </ClientWords>
  )
}
