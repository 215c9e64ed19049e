import { ArrowLeft } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { KeyView } from '#components/keys/key-view.tsx'
import { RevokeKey } from '#components/keys/revoke-key.tsx'
import { RotateKey } from '#components/keys/rotate-key.tsx'
import { systemOfScope } from '#components/keys/scope-chips.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ConfirmAction } from '#components/ui/confirm-action.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { resumeKey, revokeKey, rotateKey, suspendKey, tryKey } from '#lib/console/actions/keys.ts'
import { readKey, type ShownKey } from '#lib/console/read/keys.ts'
import { requireMember } from '#lib/console/session/current-member.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { services } from '#lib/runtime/services.ts'

type KeyPageProps = { params: Promise<{ chave: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('title') }
}

export default async function KeyPage({ params }: KeyPageProps) {
  const live = await requireMember('chaves:administrar')
  const { chave } = await params
  const shown = await readKey(live, chave).catch((error: unknown) => {
    if (AppError.hasCode(error, 'recurso_nao_encontrado') || AppError.hasCode(error, 'requisicao_invalida')) notFound()
    throw error
  })
  const t = await getTranslations('keys')
  return (
    <ClientWords sections={['keys', 'errors']}>
      <PageFrame
        width="narrow"
        title={shown.key.name}
        description={
          <Link href="/chaves" className="inline-flex items-center gap-1.5 text-sm hover:text-ink">
            <ArrowLeft aria-hidden className="size-3.5" />
            {t('backToList')}
          </Link>
        }
        actions={<KeyActions shown={shown} />}
      >
        <div className="grid gap-6">
          <KeyView shown={shown} />
        </div>
      </PageFrame>
    </ClientWords>
  )
}

/** What can be done with a key in its state. */
async function KeyActions({ shown: { key, status } }: { shown: ShownKey }) {
  const t = await getTranslations('keys')
  const { id, scopes, secrets, leakedAt } = key
  if (status === 'revogada') return null
  const leaked = leakedAt !== null && secrets.some(({ createdAt }) => createdAt <= leakedAt)
  const systems = [...new Set(scopes.map((scope) => systemOfScope(scope) ?? 'own'))].map((group) =>
    t(`groups.${group}`),
  )
  const changeable = status === 'ativa' || status === 'suspensa'
  const words = (change: 'suspend' | 'resume', done: string) => ({
    label: t(change),
    title: t(`${change}Title`),
    meaning: t(`${change}Means`),
    confirm: t(change),
    cancel: t('cancel'),
    done,
  })
  return (
    <>
      {changeable ? (
        <RotateKey
          id={id}
          scopes={scopes}
          leaked={leaked}
          publicUrl={services().portal.publicUrl}
          rotateKey={rotateKey}
          tryKey={tryKey}
        />
      ) : null}
      {status === 'ativa' ? (
        <ConfirmAction act={suspendKey} input={{ id }} words={words('suspend', t('suspended'))} size="md" />
      ) : null}
      {status === 'suspensa' && !leaked ? (
        <ConfirmAction act={resumeKey} input={{ id }} words={words('resume', t('resumed'))} size="md" />
      ) : null}
      <RevokeKey id={id} systems={systems} secrets={secrets.length} revokeKey={revokeKey} />
    </>
  )
}
