import type { NextRequest } from 'next/server'
import { answerAuth } from '#lib/console/session/answer-auth.ts'

type Context = { params: Promise<{ nextauth: string[] }> }

function handle(request: NextRequest, context: Context): Promise<Response> {
  return answerAuth(request, context)
}

export { handle as GET, handle as POST }
