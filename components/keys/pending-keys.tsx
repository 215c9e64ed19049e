import { getTranslations } from 'next-intl/server'
import type { Asker, ShownKey } from '#lib/console/read/keys.ts'
import { getFormats } from '../format/formats.ts'
import type { Act } from '../forms/use-action.ts'
import { Card, CardHeader } from '../ui/card.tsx'
import { DecideKey } from './decide-key.tsx'
import { ScopeChips } from './scope-chips.tsx'

export type PendingKeysProps = {
  keys: readonly ShownKey[]
  secondAdmin: boolean
  approveKey: Act<{ id: string }, null>
  refuseKey: Act<{ id: string }, null>
}

/** Keys that wait for a second administrator: what each would open, and who asked for it. */
export async function PendingKeys({ keys, secondAdmin, approveKey, refuseKey }: PendingKeysProps) {
  const t = await getTranslations('keys')
  const format = await getFormats()
  const who = (asker: Asker) =>
    asker.kind === 'person' ? asker.email : asker.kind === 'key' ? t('aKey') : t('unknownPerson')
  return (
    <Card>
      <CardHeader title={t('pending')} description={t('pendingMeans')} />
      <ul className="divide-y">
        {keys.map(({ key, createdBy, own }) => (
          <li key={key.id} className="flex flex-wrap items-start justify-between gap-4 px-4 py-4 sm:px-5">
            <div className="grid min-w-0 gap-1">
              <p className="font-medium">{key.name}</p>
              <p className="text-sm text-ink-2">
                {t('askedBy', { who: who(createdBy) })} · {format.instant(key.createdAt)}
              </p>
              <ScopeChips scopes={key.scopes} />
              {own ? (
                <p className="text-sm text-ink-2">
                  {t('ownRequest')} {secondAdmin ? '' : t('onlyAdmin')}
                </p>
              ) : null}
            </div>
            <DecideKey id={key.id} own={own} approve={approveKey} refuse={refuseKey} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
