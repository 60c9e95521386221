import { isLoopback } from '../base/loopback.js'
import type { Problem } from '../base/problem.js'
import type { YamlFile, YamlPath } from '../base/yaml-file.js'
import type { Role } from '../model/system.js'
import type { AppSection } from './app-section.js'

/** What of a target file depends on who is judged. */
interface Written {
  readonly role: Role
  readonly modes?: readonly string[] | undefined
  readonly app?: AppSection | undefined
  readonly platform?: object | undefined
  readonly direct?: object | undefined
  readonly customers?: readonly object[] | undefined
  readonly consents: readonly object[]
  readonly consentCheck?: string | undefined
  readonly limits: { readonly declaredRate?: object | undefined; readonly load?: object | undefined }
}

/** Settings that mean nothing for the role of a file, or that the role lacks, each with its line. */
export function roleProblems(target: Written, yaml: YamlFile): Problem[] {
  const add = (path: YamlPath, what: string, remedy: string): Problem => ({
    code: 'target-role',
    place: yaml.position(path, 'key'),
    what,
    remedy,
  })
  if (target.role === 'provider') {
    return target.app === undefined
      ? []
      : [
          add(
            ['app'],
            '«app» is for the role user: a bank is called, it does not act by itself',
            'Write `role: user`, or take «app» out.',
          ),
        ]
  }
  return [
    ...ofBanksOnly
      .filter(({ isThere }) => isThere(target))
      .map(({ path, why }) => add(path, `«${path.join('.')}» is for the role provider: ${why}`, 'Take it out.')),
    ...(target.modes?.includes('direct') === true
      ? [add(['modes'], 'an application is tested through the platform only', 'Write `modes: [through]`.')]
      : []),
    ...(target.platform === undefined
      ? []
      : [
          add(
            ['platform'],
            'an application is tested against a sandbox: only there it is decided what the platform answers',
            'Take «platform» out and name the «sandbox» of `synaq sandbox`.',
          ),
        ]),
    ...appProblems(target.app, add),
  ]
}

/** Settings of a bank, and why an application has none of them. */
const ofBanksOnly: readonly {
  readonly path: readonly string[]
  readonly why: string
  readonly isThere: (target: Written) => boolean
}[] = [
  {
    path: ['direct'],
    why: 'nobody calls an application, it calls the platform',
    isThere: ({ direct }) => direct !== undefined,
  },
  {
    path: ['customers'],
    why: "an application shows the accounts of the sandbox's invented clients",
    isThere: ({ customers }) => customers !== undefined,
  },
  {
    path: ['consents'],
    why: 'an application gets its consents by itself',
    isThere: ({ consents }) => consents.length > 0,
  },
  {
    path: ['consentCheck'],
    why: 'an application is not asked for data',
    isThere: ({ consentCheck }) => consentCheck !== undefined,
  },
  {
    path: ['limits', 'declaredRate'],
    why: 'an application is not called',
    isThere: ({ limits }) => limits.declaredRate !== undefined,
  },
  {
    path: ['limits', 'load'],
    why: 'an application is not called',
    isThere: ({ limits }) => limits.load !== undefined,
  },
]

function appProblems(
  app: AppSection | undefined,
  add: (path: YamlPath, what: string, remedy: string) => Problem,
): Problem[] {
  if (app === undefined)
    return [
      add(
        [],
        'the role user needs «app»: how the application under test is made to act',
        'Write `app: { drive: by-hand }`; examples/app-target.yaml shows the other ways.',
      ),
    ]
  const { drive } = app
  if (drive === 'by-hand' || 'command' in drive) return []
  const url = new URL(drive.webhook)
  const path = ['app', 'drive', 'webhook']
  if (url.username !== '' || url.password !== '')
    return [add(path, 'the address holds a user name or password', 'Write a bearer token: `token: { env: … }`.')]
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return []
  return [
    add(
      path,
      'a webhook on another machine is called over https only: errands name clients',
      'Write https://…, or let it listen on 127.0.0.1.',
    ),
  ]
}
