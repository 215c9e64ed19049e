'use client'

import type { ComponentProps } from 'react'
import { Input } from '../ui/input.tsx'

/** For six digits of an app, or a recovery code; phones offer the code by themselves. */
export function CodeInput(props: ComponentProps<'input'>) {
  return (
    <Input
      {...props}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={40}
      className="font-mono"
    />
  )
}
