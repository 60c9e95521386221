import type { WebParts } from '../../src/web/parts.js'

/** For pages that are tested without reports. */
export const noReports: WebParts['reports'] = {
  list: () => Promise.resolve([]),
  file: () => Promise.resolve(undefined),
}
