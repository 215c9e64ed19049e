'use client'

import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import type { CreateKeyDialogProps } from './create-key-dialog.tsx'

const CreateKeyDialog = dynamic(() => import('./create-key-dialog.tsx').then((module) => module.CreateKeyDialog))

/** The button; its window is loaded when it is first wanted, and is a new one each time. */
export function CreateKey(props: Omit<CreateKeyDialogProps, 'onClose'>) {
  const t = useTranslations('keys')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {t('create')}
      </Button>
      {open ? <CreateKeyDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
