'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { z } from 'zod'

// zod compiles schemas with `new Function` where it may, and asks by trying: our content policy would report each try.
z.config({ jitless: true })

/** react-hook-form's validation by an operation's own schema. */
export const schemaResolver = zodResolver
