'use client'

import { useTranslations } from 'next-intl'
import type { ShownCall } from '#lib/gateway/index.ts'
import { Badge } from '../ui/badge.tsx'
import { CopyButton } from '../ui/copy-button.tsx'

/** One call as it went: what was sent, what came back, how long it took. The credential is never shown. */
export function CallTranscript({ call }: { call: ShownCall }) {
  const t = useTranslations('services')
  const status = call.kind === 'unavailable' ? null : call.status
  const requestId = call.kind === 'answered' ? call.headers['x-request-id'] : call.requestId
  return (
    <div role="status" className="grid border-t text-sm lg:grid-cols-2">
      <div className="grid min-w-0 content-start gap-2 px-4 py-4 sm:px-5">
        <p className="font-mono text-xs font-semibold wrap-anywhere">
          {call.request.method} {call.request.path}
        </p>
        <Headers headers={{ ...call.request.headers, authorization: t('credential') }} />
      </div>
      <div className="grid min-w-0 content-start gap-2 border-t px-4 py-4 sm:px-5 lg:border-t-0 lg:border-l">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <Badge tone={status === null || status >= 500 ? 'danger' : status >= 400 ? 'warning' : 'success'}>
            {status ?? t('noAnswer')}
          </Badge>
          <span className="text-ink-2">{t('took', { ms: Math.max(1, Math.round(call.tookMs)) })}</span>
          {requestId ? (
            <span className="flex items-center gap-1 font-mono text-ink-2">
              {requestId}
              <CopyButton text={requestId} label={t('copyRequest')} doneLabel={t('copied')} />
            </span>
          ) : null}
        </p>
        {call.kind === 'answered' ? (
          <Headers headers={call.headers} />
        ) : (
          <p className="text-ink-2">{t(`notAnswered.${call.kind}`)}</p>
        )}
      </div>
      {call.kind === 'answered' ? (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the focus (WCAG 2.1.1)
          tabIndex={0}
          className="max-h-96 overflow-auto border-t bg-canvas px-4 py-3 font-mono text-xs leading-5 focus-visible:-outline-offset-2 sm:px-5 lg:col-span-2"
        >
          {indented(call.body)}
        </pre>
      ) : null}
    </div>
  )
}

function Headers({ headers }: { headers: Readonly<Record<string, string>> }) {
  return (
    <dl className="grid gap-x-3 gap-y-0.5 font-mono text-xs">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name} className="wrap-anywhere">
          <dt className="inline text-ink-3">{name}: </dt>
          <dd className="inline">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    // Whatever isn't JSON is shown as it came.
    return body
  }
}
