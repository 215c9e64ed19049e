import type { ServiceState } from '#lib/console/read/service-state.ts'
import { LiveStates } from './live-states.tsx'

/** The live list as soon as the first answers are in; a system that hangs doesn't hold the page back. */
export async function ServiceStates({ state }: { state: Promise<ServiceState> }) {
  return <LiveStates initial={await state} />
}
