/**
 * Times in buckets that grow by a twentieth: a percentile is right to 2.5 %, whatever its size, and histograms can be added.
 * As pairs of bucket and count, in the order of the buckets: most of them are empty.
 */
export type Histogram = readonly number[]

const growth = 1.05

const bucketOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(growth)))
/** The middle of a bucket, in milliseconds. */
const valueOf = (bucket: number): number => (bucket === 0 ? 1 : growth ** (bucket - 0.5))

/** Milliseconds into a histogram. */
export function histogramOf(times: readonly number[]): Histogram {
  return fromCounts(times.map((ms) => [bucketOf(ms), 1]))
}

/** All of them as one. */
export function addHistograms(histograms: readonly Histogram[]): Histogram {
  return fromCounts(histograms.flatMap(pairs))
}

/** The time, in milliseconds, that a share (0 to 1) of all did not exceed; undefined for an empty histogram. */
export function percentile(histogram: Histogram, share: number): number | undefined {
  const counts = pairs(histogram)
  const wanted = share * counts.reduce((sum, [, count]) => sum + count, 0)
  let passed = 0
  for (const [bucket, count] of counts) {
    passed += count
    if (passed >= wanted) return valueOf(bucket)
  }
  return undefined
}

function fromCounts(counts: readonly (readonly [bucket: number, count: number])[]): Histogram {
  const sums = new Map<number, number>()
  for (const [bucket, count] of counts) sums.set(bucket, (sums.get(bucket) ?? 0) + count)
  return [...sums].sort(([a], [b]) => a - b).flat()
}

function pairs(histogram: Histogram): (readonly [bucket: number, count: number])[] {
  const result: (readonly [number, number])[] = []
  for (let i = 0; i + 1 < histogram.length; i += 2) result.push([histogram[i] ?? 0, histogram[i + 1] ?? 0])
  return result
}
