/** In force where no other is named: examples/policy.yaml says what each line means. */
export const defaultPolicy = `name: default
rules:
  - name: departs
    nonconforming: { rounds: 3, of: 5 }
    then: unpublish
  - name: silent
    down: { for: PT10M }
    then: limit
  - name: silent-for-long
    down: { for: PT1H }
    then: unpublish
back: { rounds: 3, for: PT30M }
`

/** In trial mode everything happens while somebody looks on. */
export const trialPolicy = `name: trial
rules:
  - name: departs
    nonconforming: { rounds: 2, of: 3 }
    then: unpublish
  - name: silent
    down: { for: PT1M }
    then: unpublish
back: { rounds: 2, for: PT0S }
`
