import type { Plan, PlanItem } from '../../src/model/plan.js'
import { requirements } from './sample-attempt.js'

/** A plan of these items, for tests of what reads plans. */
export function samplePlan(items: readonly PlanItem[]): Plan {
  const title = { ru: 'Система', en: 'System' }
  return {
    system: 'sample',
    role: 'provider',
    target: {
      name: 'sample',
      environment: 'test',
      participant: { id: 'BANK01', name: 'Sample bank', invented: true },
      modes: ['direct'],
      endpoints: { direct: 'https://bank.example', platform: 'https://pages.example' },
      consentCheck: 'bank',
      contract: { title: 'Sample', version: '1', digest: 'd'.repeat(64) },
    },
    items,
    forms: { id: 'sample', title, rows: [], services: [] },
    requirements,
    required: [],
  }
}
