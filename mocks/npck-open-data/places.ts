import { z } from 'zod'
import { inEach, texts, type Texts } from './texts.js'

const counts = z.record(z.string(), z.int().min(1).max(500))

export const networkFile = z.strictObject({
  cities: z.record(
    z.string().regex(/^[a-z][a-z-]{1,39}$/),
    z.strictObject({
      name: texts,
      postalCode: z.string().regex(/^\d{6}$/),
      latitude: z.number(),
      longitude: z.number(),
      streets: z.array(texts).min(1),
    }),
  ),
  banks: z.record(z.string(), z.strictObject({ branches: counts, atms: counts })),
})
type Network = z.infer<typeof networkFile>

type Hours = { readonly day: string; readonly opens: string; readonly closes: string }

/** A place as it lies in the state: texts in every language, its age instead of a moment. */
export type Place = {
  readonly id: string
  readonly name: Texts
  readonly cityCode: string
  readonly city: Texts
  readonly street: Texts
  readonly building: string
  readonly postalCode: string
  readonly latitude: number
  readonly longitude: number
  readonly hours: readonly Hours[]
  readonly services: readonly string[]
  readonly accessibility: readonly string[]
  /** How long before the last update of all data it was changed. */
  readonly hoursBefore: number
}

export type Machine = Place & {
  readonly branchId?: string
  readonly currencies: readonly string[]
  readonly state: 'in-service' | 'out-of-service'
}

const workdays = ['MON', 'TUE', 'WED', 'THU', 'FRI']
const week = [...workdays, 'SAT', 'SUN']
const branchServices = ['payments', 'transfers', 'currency-exchange', 'deposits', 'cards', 'loans', 'safe-boxes']

/** The branches of a bank, the same ones every time. @throws Error naming a city that the file does not have. */
export function makeBranches(bank: string, network: Network): Place[] {
  return spread(bank, network, 'branches').map(({ place, index, number, city }) => ({
    ...place,
    id: `${bank}-B${String(index + 1).padStart(3, '0')}`,
    name: inEach((language) => branchNames[language](city.name[language], number)),
    hours: branchHours(index),
    services: [...branchServices.slice(0, 3 + (index % 5)), ...(index % 3 === 0 ? ['business-accounts'] : [])],
    accessibility: index % 4 === 3 ? [] : ['ramp', ...(index % 2 === 0 ? ['wheelchair', 'call-button'] : [])],
    hoursBefore: (index * 7) % 480,
  }))
}

const branchNames = {
  ru: (city: string, number: number) => `Отделение «${city}-${number}»`,
  kk: (city: string, number: number) => `«${city}-${number}» бөлімшесі`,
  en: (city: string, number: number) => `Branch ${city} ${number}`,
}

/** Every third one with a break at noon, every fourth on Saturdays too. */
function branchHours(index: number): Hours[] {
  const day = (name: string): Hours[] =>
    index % 3 === 1
      ? [
          { day: name, opens: '09:00', closes: '13:00' },
          { day: name, opens: '14:00', closes: '18:00' },
        ]
      : [{ day: name, opens: '09:00', closes: '18:00' }]
  return [...workdays.flatMap(day), ...(index % 4 === 0 ? [{ day: 'SAT', opens: '10:00', closes: '14:00' }] : [])]
}

/** The machines of a bank; every third stands in a branch of its city. */
export function makeMachines(bank: string, network: Network, branches: readonly Place[]): Machine[] {
  return spread(bank, network, 'atms').map(({ place, index, number, city }) => {
    const near = branches.filter(({ cityCode }) => cityCode === place.cityCode)
    const branch = index % 3 === 0 ? near[index % Math.max(near.length, 1)] : undefined
    const withdrawal = index % 7 !== 5
    return {
      ...place,
      ...(branch ? { street: branch.street, building: branch.building } : {}),
      ...(branch ? { latitude: branch.latitude, longitude: branch.longitude, branchId: branch.id } : {}),
      id: `${bank}-A${String(index + 1).padStart(3, '0')}`,
      name: inEach((language) => `${city.name[language]} ${number}`),
      hours: branch ? branch.hours : week.map((day) => ({ day, opens: '00:00', closes: '24:00' })),
      services: [
        ...(withdrawal ? ['cash-withdrawal'] : []),
        'balance',
        'payments',
        ...(index % 2 ? ['contactless'] : []),
      ],
      currencies: withdrawal ? ['KZT', ...(index % 5 === 0 ? ['USD'] : [])] : [],
      accessibility: index % 3 === 2 ? [] : ['wheelchair', ...(index % 2 ? ['audio'] : ['braille'])],
      state: index % 11 === 10 ? 'out-of-service' : 'in-service',
      hoursBefore: (index * 5) % 300,
    }
  })
}

/** As many places as the file says, over the streets of each city, with coordinates around its centre. */
function spread(bank: string, { cities, banks }: Network, kind: 'branches' | 'atms') {
  let index = -1
  return Object.entries(banks[bank]?.[kind] ?? {}).flatMap(([cityCode, count]) => {
    const city = cities[cityCode]
    if (!city) throw new Error(`network.yaml: «${bank}» has ${kind} in «${cityCode}», which is none of its cities`)
    return Array.from({ length: count }, (_, i) => {
      index += 1
      const { streets, latitude, longitude, postalCode, name } = city
      const place = {
        cityCode,
        city: name,
        street: streets[i % streets.length] ?? name,
        building: String(3 + 7 * i + (kind === 'atms' ? 2 : 0)),
        postalCode,
        latitude: rounded(latitude + offset(i, 0.618)),
        longitude: rounded(longitude + offset(i, 0.414)),
      }
      return { place, index, number: i + 1, city }
    })
  })
}

/** Within 0.04 degrees, another one for each number. */
const offset = (number: number, step: number): number => (((number + 1) * step) % 1) * 0.08 - 0.04

const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5
