import { services } from '#lib/runtime/services.ts'

type Demo = NonNullable<ReturnType<typeof services>['portal']['demo']>

/** Made-up people worth looking at; null outside the demo. */
export function readDemoPeople(): Demo['people'] | null {
  return services().portal.demo?.people ?? null
}

/** The sign-ins of the demo, whose listener is bound to this machine; null outside the demo. */
export function readDemoSignIns(): Demo['signIns'] | null {
  return services().portal.demo?.signIns ?? null
}
