'use client'

import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import type { UsageDays } from '#lib/console/read/usage.ts'
import { saveFile } from '../dossier/save-file.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'

export type ExportUsageProps = {
  days: UsageDays
  exportUsage: Act<{ dias: UsageDays }, { name: string; text: string }>
}

export function ExportUsage({ days, exportUsage }: ExportUsageProps) {
  const t = useTranslations('usage')
  const { run, pending, refusal } = useAction(exportUsage, useCallback(saveFile, []))
  return (
    <>
      <Button pending={pending} onClick={() => run({ dias: days })}>
        <Download aria-hidden />
        {t('export')}
      </Button>
      <RefusalNotice refusal={refusal} />
    </>
  )
}
