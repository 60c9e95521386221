import { z } from 'zod'
import { durationMs } from '../../base/clock.js'
import { ProblemError, type Problem } from '../../base/problem.js'
import { text as words } from '../../base/setting-values.js'
import { didYouMean } from '../../base/suggest.js'
import type { Text } from '../../base/text.js'
import { readYamlFile, type YamlFile, type YamlPath } from '../../base/yaml-file.js'
import { alertGrounds, type AlertGround, type Appeal } from '../../model/alert.js'

/** Which class an alert has, by what lies at its bottom. */
export type Appeals = Readonly<Record<AlertGround, Appeal>>

const text: z.ZodType<Text> = z.strictObject(
  { ru: words, en: words, kk: words.exactOptional() },
  'expected { ru: …, kk: …, en: … }',
)
const within = z
  .string('expected a duration such as PT1H or P3D')
  .refine((length) => (durationMs(length) ?? 0) > 0, 'expected a duration such as PT1H or P3D')
  .transform((length) => durationMs(length) ?? 0)
const id = z.string('expected the name of a topic')

const shape = z.strictObject({
  priorities: z.record(z.string(), z.strictObject({ title: text, term: text, within })),
  classes: z.array(
    z.strictObject({
      type: text,
      index: words,
      topics: z.record(
        z.string(),
        z.strictObject({ title: text, priority: z.string('expected the name of a priority') }),
      ),
    }),
  ),
  alerts: z.strictObject(
    Object.fromEntries(alertGrounds.map((ground) => [ground, id])) as Record<AlertGround, typeof id>,
  ),
})

type Shape = z.output<typeof shape>

/** Reads classes of appeals (examples/appeals.yaml has those of the Guide). @throws ProblemError with every problem, each with its line */
export function readAppeals(file: string): Appeals {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  if (!parsed.success) {
    throw refused(
      yaml,
      parsed.error.issues.map(({ path, message }) => ({
        path: path.filter((part) => typeof part !== 'symbol'),
        message,
      })),
    )
  }
  const topics = topicsOf(parsed.data)
  const wrong = [...unknownPriorities(parsed.data), ...unknownTopics(parsed.data, topics)]
  if (wrong.length > 0) throw refused(yaml, wrong)
  const entries = alertGrounds.map((ground) => [ground, topics.get(parsed.data.alerts[ground])])
  return Object.fromEntries(entries) as Appeals
}

function topicsOf({ classes, priorities }: Shape): ReadonlyMap<string, Appeal> {
  const topics = new Map<string, Appeal>()
  for (const { type, index, topics: own } of classes)
    for (const [name, { title: topic, priority }] of Object.entries(own)) {
      const known = priorities[priority]
      if (known)
        topics.set(name, { index, type, topic, priority: known.title, term: known.term, withinMs: known.within })
    }
  return topics
}

interface Wrong {
  readonly path: YamlPath
  readonly message: string
}

function unknownPriorities({ classes, priorities }: Shape): Wrong[] {
  return classes.flatMap(({ topics }, i) =>
    Object.entries(topics)
      .filter(([, { priority }]) => !(priority in priorities))
      .map(([name, { priority }]) => ({
        path: ['classes', i, 'topics', name, 'priority'],
        message: `there is no priority «${priority}».${didYouMean(priority, Object.keys(priorities))}`,
      })),
  )
}

function unknownTopics({ alerts }: Shape, topics: ReadonlyMap<string, Appeal>): Wrong[] {
  return alertGrounds
    .filter((ground) => !topics.has(alerts[ground]))
    .map((ground) => ({
      path: ['alerts', ground],
      message: `there is no topic «${alerts[ground]}».${didYouMean(alerts[ground], topics.keys())}`,
    }))
}

function refused(yaml: YamlFile, wrong: readonly Wrong[]): ProblemError {
  const [first, ...rest] = wrong.map(({ path, message }): Problem => ({
    code: 'appeals',
    place: yaml.position(path),
    what: `«${path.join('.')}»: ${message}`,
    remedy: 'examples/appeals.yaml has them as the Guide does.',
  }))
  if (!first) throw new Error('nothing is wrong with it')
  return new ProblemError([first, ...rest])
}
