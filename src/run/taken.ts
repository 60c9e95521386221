import type { Mark, TakenArrivals } from '../model/application.js'

/** What the steps of one attempt have taken from the inbox. */
export class Taken implements TakenArrivals {
  private readonly marks = new Set<Mark>()
  last: Mark

  constructor(readonly start: Mark) {
    this.last = start
  }

  has(mark: Mark): boolean {
    return this.marks.has(mark)
  }

  take(mark: Mark): void {
    this.marks.add(mark)
    this.last = mark
  }
}
