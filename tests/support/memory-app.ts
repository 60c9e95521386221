import type { AppDone, AppDriver, AppErrand } from '../../src/model/application.js'
import type { Text } from '../../src/base/text.js'

/** An application in memory, which does what the test says and remembers what it was asked. */
export class MemoryApp implements AppDriver {
  readonly errands: AppErrand[] = []
  readonly questions: Text[] = []

  constructor(
    private readonly act: (errand: AppErrand) => Partial<AppDone> = () => ({}),
    private readonly answer?: 'yes' | 'no',
  ) {}

  async drive(errand: AppErrand): Promise<AppDone> {
    this.errands.push(errand)
    return { pages: [], ...this.act(errand) }
  }

  async ask(question: Text): Promise<'yes' | 'no' | undefined> {
    this.questions.push(question)
    return this.answer
  }
}
