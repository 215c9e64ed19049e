import { services } from '#lib/runtime/services.ts'

export type ServiceState = Record<'sistema1' | 'sistema2' | 'sistema3', { ready: boolean; tookMs: number }>

/** Which systems answer right now; at most two seconds old, and asked only of our own machines. */
export async function readServiceState(): Promise<ServiceState> {
  const { sistema1, sistema2, sistema3 } = await services().status.probe()
  return { sistema1, sistema2, sistema3 }
}
